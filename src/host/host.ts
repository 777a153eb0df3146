import type { MessageTarget } from "../protocol/message-target.ts";
import type { EventLoop } from "../actor/event-loop.ts";
import { type Endpoint, messageEndpoint } from "../protocol/endpoint.ts";
import { openSession, type Session } from "../protocol/session.ts";
import { HostRealm } from "./host-realm.ts";
import { type CodeSource, type HostOptions, HostTarget } from "./host-target.ts";
import type { ModuleNamespace } from "./modules/module-namespace.ts";
import type { Origin } from "./origin/origin.ts";
import { takeParent } from "./page-port.ts";

let session: Session | undefined;

/** The environment of a host that does not run in its page's Web Worker. */
export interface HostPlace {
  readonly page: MessageTarget | undefined;
  readonly origin?: Origin;
}

/** Makes this Web Worker a host and opens the session with its page. */
export function runHost(
  code: CodeSource,
  options: HostOptions = {},
  { page, origin }: HostPlace = { page: takeParent() },
): void {
  if (session !== undefined) {
    throw new Error("host() was called twice: one Web Worker is the host of one worker.");
  }
  if (page === undefined) {
    throw new Error(
      "host() must be called in the script of a dedicated Web Worker: the page calls serve().",
    );
  }
  const realm = new HostRealm(origin);
  const target = new HostTarget(realm, code, options);
  session = openSession(inLoop(messageEndpoint(page), realm.loop), target, (address) =>
    target.open(address),
  );
}

/** An endpoint whose messages may deliver an event in their own macrotask. */
function inLoop(endpoint: Endpoint, loop: EventLoop): Endpoint {
  return {
    ...endpoint,
    listen: (receive, lost) =>
      endpoint.listen((message) => loop.receive(() => receive(message)), lost),
  };
}

/**
 * Makes this Web Worker the host of the worker that is bundled with it. The page calls `serve()`
 * with a configuration whose `worker` starts the Web Worker that runs this script.
 *
 * ```ts
 * import { host } from "tabd/worker";
 * import * as worker from "./my-worker.ts";
 *
 * host(worker);
 * ```
 *
 * Import `host` first: it restricts the globals that the worker's modules see.
 *
 * @param userModule the main module's exports: its classes and its default handler.
 */
export function host(userModule: object): void {
  if (typeof userModule !== "object" || userModule === null) {
    throw new TypeError(
      'host() takes the exports of the main module: import * as worker from "./my-worker.ts"; ' +
        "host(worker);",
    );
  }
  runHost({ loaded: true, load: async () => userModule as ModuleNamespace });
}
