export interface ReadOptions {
  /** An environment of the wrangler file. */
  readonly environment?: string | undefined;
  /** The disk of the objects. Default: the worker's name. */
  readonly disk?: string | undefined;
  /** Whether to read `.dev.vars`, as `wrangler dev` does. Default: true. */
  readonly secrets?: boolean | undefined;
}
