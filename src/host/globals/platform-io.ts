import { currentContext } from "../../actor/io-context.ts";
import { wrongType } from "../../rpc/arguments.ts";
import { outsideRpcContext } from "../../rpc/context.ts";
import { dataOf, isData, makeRequest } from "../../rpc/bindings/fetch-service.ts";
import { WorkerRequest } from "../../rpc/http/http-request.ts";
import { WorkerResponse } from "../../rpc/http/http-response.ts";
import { definePlatform } from "./define-global.ts";

/**
 * Platform methods whose promises settle in a browser task. Their results are delivered as an event
 * of the calling actor (`Actor.awaitIo`): through the input gate and in the actor's context.
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

export interface PlatformIo {
  /** The number of platform calls that actors are waiting for. */
  readonly pending: number;
}

type Method = (this: unknown, ...args: unknown[]) => unknown;

/** Code outside actors must not resume in the context of the actor that ran last. */
function outsideActors<T>(answer: Promise<T>): Promise<T> {
  return outsideRpcContext().arrive(answer);
}

/** @throws {TypeError} for arguments that workerd's `fetch()` refuses. */
function requestOf(args: unknown[]): Request {
  if (args.length === 0) {
    const at = { className: "ServiceWorkerGlobalScope", method: "fetch", position: 1 };
    throw wrongType(at, "Request or string");
  }
  return makeRequest(...(args as Parameters<typeof makeRequest>));
}

/**
 * The platform's message for a failed request ("Failed to fetch") names neither the URL nor the two
 * causes that exist only in browsers.
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
 * Delivers the results of asynchronous platform functions as events of the calling actor. `fetch`
 * also waits for the actor's output gate before it sends anything (`api/http.c++:1437`).
 */
export function installPlatformIo(): PlatformIo {
  let pending = 0;
  const counted = <T>(promise: Promise<T>): Promise<T> => {
    pending++;
    const end = (): void => void pending--;
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
        return actor === undefined ? outsideActors(result) : actor.awaitIo(counted(result));
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
    // The platform's request lacks headers that were set after construction.
    const send = (): Promise<Response> =>
      isData(request)
        ? dataOf(request)
        : platformFetch(request, { headers: request.headers }).catch((error: unknown) => {
            throw explained(error, request.url);
          });
    const actor = currentContext()?.actor;
    if (actor === undefined) return outsideActors(send());
    const leave = async (): Promise<Response> => {
      await actor.waitForOutput();
      return send();
    };
    return actor.awaitIo(counted(leave()));
  };
  definePlatform(globalThis, "fetch", fetch);

  return {
    get pending() {
      return pending;
    },
  };
}
