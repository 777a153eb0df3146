import { currentContext } from "../../actor/io-context.ts";
import { wrongType } from "../../rpc/arguments.ts";
import { outsideRpcContext } from "../../rpc/context.ts";
import { dataOf, isData, makeRequest } from "../../rpc/bindings/fetch-service.ts";
import { WorkerRequest } from "../../rpc/http/http-request.ts";
import { WorkerResponse } from "../../rpc/http/http-response.ts";
import { definePlatform } from "./define-global.ts";

/**
 * Methods of the platform whose promises settle in a task of the browser's own. What the user's
 * code awaits of them comes back as an event of its actor (`Actor.awaitIo`): through the input
 * gate, and with the context that the code after the `await` needs.
 */
const METHODS: readonly (readonly [object | undefined, readonly string[]])[] = [
  ...[
    Request.prototype,
    Response.prototype,
    WorkerRequest.prototype,
    WorkerResponse.prototype,
    Blob.prototype,
  ].map(
    (prototype) =>
      [prototype, ["arrayBuffer", "blob", "bytes", "formData", "json", "text"]] as const,
  ),
  [
    globalThis.SubtleCrypto?.prototype,
    [
      ...["encrypt", "decrypt", "sign", "verify", "digest", "generateKey", "deriveKey"],
      ...["deriveBits", "importKey", "exportKey", "wrapKey", "unwrapKey"],
    ],
  ],
  [ReadableStreamDefaultReader.prototype, ["read"]],
  [globalThis.ReadableStreamBYOBReader?.prototype, ["read"]],
  [ReadableStream.prototype, ["pipeTo"]],
  [WritableStreamDefaultWriter.prototype, ["write", "close"]],
  [WebAssembly, ["compile", "instantiate"]],
];

/** How much of the platform's work is awaited by actors now. */
export interface PlatformIo {
  readonly underWay: number;
}

type Method = (this: unknown, ...args: unknown[]) => unknown;

/** What code of no actor awaits comes back as nobody's, whoever's task ran last. */
function asNobodys<T>(answer: Promise<T>): Promise<T> {
  return outsideRpcContext().arrive(answer);
}

/** What `fetch()` is called with. @throws {TypeError} for what workerd refuses. */
function requestOf(args: unknown[]): Request {
  if (args.length === 0) {
    const at = { className: "ServiceWorkerGlobalScope", method: "fetch", position: 1 };
    throw wrongType(at, "Request or string");
  }
  return makeRequest(...(args as Parameters<typeof makeRequest>));
}

/**
 * The platform's own words for a request that failed ("Failed to fetch") name neither the URL nor
 * the two causes that only browsers have.
 */
function explained(error: unknown, url: string): unknown {
  if (!(error instanceof TypeError)) return error;
  return new TypeError(
    `fetch(${JSON.stringify(url)}) failed: ${error.message}. A browser also refuses a server that ` +
      "does not allow this origin (CORS), and a URL that the page's Content-Security-Policy does " +
      "not list under connect-src.",
    { cause: error },
  );
}

/**
 * Makes asynchronous functions of the platform events of the actor that calls them. `fetch` also
 * waits for the actor's output gate before anything leaves (`api/http.c++:1437`).
 */
export function installPlatformIo(): PlatformIo {
  let underWay = 0;
  const counted = <T>(promise: Promise<T>): Promise<T> => {
    underWay++;
    const end = (): void => void underWay--;
    promise.then(end, end);
    return promise;
  };

  for (const [target, names] of METHODS) {
    for (const name of names) {
      const original: unknown = target && Reflect.get(target, name);
      if (target === undefined || typeof original !== "function") continue;
      const method: Method = function (...args) {
        const result: unknown = Reflect.apply(original, this, args);
        if (!(result instanceof Promise)) return result;
        const actor = currentContext()?.actor;
        return actor === undefined ? asNobodys(result) : actor.awaitIo(counted(result));
      };
      Object.defineProperty(method, "name", { value: name });
      definePlatform(target, name, method);
    }
  }

  const platformFetch = globalThis.fetch;
  const fetch = (...args: unknown[]): Promise<Response> => {
    let request: Request;
    try {
      request = requestOf(args);
    } catch (error) {
      return Promise.reject(error as Error);
    }
    // Headers that were set later are not yet the platform's own request's.
    const send = (): Promise<Response> =>
      isData(request)
        ? dataOf(request)
        : platformFetch(request, { headers: request.headers }).catch((error: unknown) => {
            throw explained(error, request.url);
          });
    const actor = currentContext()?.actor;
    if (actor === undefined) return asNobodys(send());
    const leave = async (): Promise<Response> => {
      await actor.waitForOutput();
      return send();
    };
    return actor.awaitIo(counted(leave()));
  };
  definePlatform(globalThis, "fetch", fetch);

  return {
    get underWay() {
      return underWay;
    },
  };
}
