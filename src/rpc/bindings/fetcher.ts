import { isObject, toText, wrongType } from "../arguments.ts";
import { StubRoot } from "../call-root.ts";
import { illegalConstructor, nameClass } from "../class-name.ts";
import type { RpcHook } from "../hook.ts";
import { hasHttpClasses, httpClasses, loadHttpClasses } from "../http/http-part.ts";
import { makeProperty } from "../rpc-promise.ts";
import { type OwningRoot, setStubState, stubRoot } from "../stub-state.ts";
import { rpcSettings } from "../settings.ts";
import { wildcard } from "../wildcard.ts";

/**
 * A service: another worker, an entrypoint or a Durable Object. `fetch()` sends a request; any
 * other name is a call over RPC (`api/http.c++:2080-2140`).
 */
export class Fetcher {
  /** @throws {TypeError} always: the runtime makes bindings and stubs. */
  constructor() {
    throw illegalConstructor();
  }

  /**
   * Sends a request to the service. Redirects are followed, by new requests to the same service,
   * unless `redirect: "manual"` says otherwise.
   *
   * @throws {TypeError} for a relative URL, or one that is neither of HTTP nor data.
   * @throws what the service's handler throws, with `remote` true.
   */
  async fetch(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
    const root = stubRoot(this);
    const parameter = (position: number) => ({ className: "Fetcher", method: "fetch", position });
    if (arguments.length === 0) throw wrongType(parameter(1), "Request or string");
    const target = input instanceof Request ? input : toText(input);
    if (init !== undefined && init !== null && !isObject(init)) {
      throw wrongType(parameter(2), "RequestInitializerDict or Request");
    }
    if (hasHttpClasses()) return httpClasses().fetchService(root, target, init);
    return firstFetch(root, target, init && { ...init });
  }

  /** @throws {Error} always. */
  connect(): never {
    throw new Error("connect() is not supported in tabd: a page cannot open TCP connections.");
  }
}
nameClass(Fetcher, "Fetcher");

/** Loads the code that sends requests. Later calls on this stub wait until this one is sent. */
async function firstFetch(
  root: OwningRoot,
  input: RequestInfo | URL,
  init: RequestInit | undefined,
): Promise<Response> {
  const sender = new StubRoot(root.dup());
  const leave = root.hold();
  try {
    const { fetchService } = await loadHttpClasses();
    return fetchService(sender, input, init);
  } finally {
    leave();
  }
}

/** The user's view of a service. Takes over the hook. */
export function makeFetcher(hook: RpcHook): Fetcher {
  return makeService(Object.create(Fetcher.prototype) as Fetcher, hook);
}

/**
 * Turns an object that inherits from `Fetcher` into the view of a service.
 *
 * @param kind `"loopback"`: it does not travel.
 */
export function makeService<T extends Fetcher>(
  object: T,
  hook: RpcHook,
  kind: "fetcher" | "loopback" = "fetcher",
): T {
  const root = new StubRoot(hook);
  const { withoutCalls } = rpcSettings;
  const service =
    withoutCalls === undefined
      ? wildcard(object, (name) => makeProperty(root, [name]))
      : (withoutCalls(object) as T);
  setStubState(service, { kind, root });
  return service;
}
