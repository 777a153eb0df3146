/** The types of `virtual:tabd`: add `"tabd/vite/client"` to `types` of `tsconfig.json`. */
declare module "virtual:tabd" {
  import type { AnyEnv, Server } from "tabd";

  /** The `Env` that `wrangler types` writes, if the page's `tsconfig.json` includes it. */
  type Env = keyof Cloudflare.Env extends never ? AnyEnv : Cloudflare.Env;

  /** The server of the project's worker. After an edit of the worker, this is the next server. */
  export const server: Server<Env>;

  /**
   * Calls the listener with each server that replaces another: in development, after an edit of the
   * worker. Stubs of the former server no longer work.
   *
   * @returns a function that removes the listener.
   */
  export function onReplaced(listener: (server: Server<Env>) => void): () => void;
}

declare namespace Cloudflare {
  interface Env {}
}
