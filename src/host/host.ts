import { messageEndpoint, type MessageTarget } from "../protocol/transport.ts";
import { openSession, type Session } from "../protocol/session.ts";
import { HostRealm } from "./host-realm.ts";
import { type CodeSource, type HostOptions, HostTarget } from "./host-target.ts";
import type { ModuleNamespace } from "./modules/module-loader.ts";

/** Listeners of this kind are called before others, and those first that were there first. */
const FIRST = { capture: true };

const { stopImmediatePropagation } = Event.prototype;
const stop = (event: Event): void => Reflect.apply(stopImmediatePropagation, event, []);

/** Held here for as long as the Web Worker lives: a session that is collected ends. */
let session: Session | undefined;

/** Makes this Web Worker a host, and answers the page that made it. */
export function runHost(code: CodeSource, options: HostOptions = {}): void {
  if (session !== undefined) {
    throw new Error("host() was called twice: one Web Worker is the host of one worker.");
  }
  if (typeof document !== "undefined" || typeof postMessage !== "function") {
    throw new Error(
      "host() must be called in the script of a dedicated Web Worker: the page calls serve().",
    );
  }
  const page = pageOfThisWorker();
  const realm = new HostRealm();
  session = openSession(messageEndpoint(page), new HostTarget(realm, code, options));
}

/**
 * The page, as this worker's global scope is a way to it; taken before the user's code runs, which
 * neither hears what the page says nor can speak for it.
 */
function pageOfThisWorker(): MessageTarget {
  const scope = globalThis as unknown as MessageTarget;
  const post = scope.postMessage.bind(scope);
  const listen = globalThis.addEventListener.bind(globalThis);
  const unlisten = globalThis.removeEventListener.bind(globalThis);
  const trusted = new Map<(event: Event) => void, (event: Event) => void>();
  return {
    postMessage: (message) => post(message),
    addEventListener(type, listener) {
      // What the user's code dispatches by itself does not come from the page.
      const hear = (event: Event): void => {
        if (!event.isTrusted) return;
        stop(event);
        listener(event);
      };
      trusted.set(listener, hear);
      listen(type, hear, FIRST);
    },
    removeEventListener(type, listener) {
      unlisten(type, trusted.get(listener) ?? listener, FIRST);
    },
  };
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
