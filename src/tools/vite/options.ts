/** Options of the plugin. */
export interface TabdOptions {
  /**
   * The worker's project: a wrangler file, a folder that has one, or the worker's main module;
   * relative to Vite's root. Default: Vite's root.
   */
  project?: string;

  /** An environment of the wrangler file. */
  environment?: string;

  /** The name of the disk. Default: the worker's name. */
  disk?: string;

  /**
   * The paths that belong to the worker: `["/api/*"]`, where `*` stands for any characters. A service
   * worker sends the page's requests for them to the worker. Default: none; then only code that
   * imports `virtual:tabd` reaches the worker.
   */
  routes?: readonly string[];

  /** Whether the page's WebSockets to `routes` reach the worker too. Default: true. */
  webSockets?: boolean;

  /** Whether the built site works offline after the first visit. Default: false. */
  offline?: boolean;
}
