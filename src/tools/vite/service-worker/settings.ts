/** Written before the service worker's script by the plugin. */
export interface ServiceWorkerSettings {
  /** Regular expressions of the worker's paths. */
  readonly routes: readonly string[];
  /** The site's files for offline use, relative to the scope; undefined without that option. */
  readonly files?: readonly string[];
  /** Changes with the files. */
  readonly version?: string;
  /** In development, a project of another origin may follow: the service worker then removes itself. */
  readonly isDevelopment: boolean;
}
