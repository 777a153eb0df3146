import { messageEndpoint } from "../protocol/transport.ts";
import { openSession, type Session } from "../protocol/session.ts";
import { HostRealm } from "./host-realm.ts";
import { type CodeSource, type HostOptions, HostTarget } from "./host-target.ts";
import type { ModuleNamespace } from "./modules/module-loader.ts";
import { takePage } from "./page-port.ts";

/** Held here for as long as the Web Worker lives: a session that is collected ends. */
let session: Session | undefined;

/** Makes this Web Worker a host, and answers the page that made it. */
export function runHost(code: CodeSource, options: HostOptions = {}): void {
  if (session !== undefined) {
    throw new Error("host() was called twice: one Web Worker is the host of one worker.");
  }
  const page = takePage();
  if (page === undefined) {
    throw new Error(
      "host() must be called in the script of a dedicated Web Worker: the page calls serve().",
    );
  }
  const realm = new HostRealm();
  session = openSession(messageEndpoint(page), new HostTarget(realm, code, options));
}

/**
 * Makes this Web Worker the host of a worker that is bundled with it. The page's `serve()` has the
 * configuration, whose `worker` makes the Web Worker that runs this script.
 *
 * ```ts
 * import { host } from "tabd/worker";
 * import * as worker from "./my-worker.ts";
 *
 * host(worker);
 * ```
 *
 * The import of `host` comes first: what the worker's modules get hold of when they are loaded is
 * limited from then on.
 *
 * @param userModule what the worker's main module exports: its classes, and its default handler.
 */
export function host(userModule: object): void {
  if (typeof userModule !== "object" || userModule === null) {
    throw new TypeError(
      'host() takes what the main module exports: import * as worker from "./my-worker.ts"; ' +
        "host(worker);",
    );
  }
  runHost({ loaded: true, load: async () => userModule as ModuleNamespace });
}
