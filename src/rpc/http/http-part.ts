import type { FetchSettled } from "../hook.ts";
import type { SocketEnd } from "../web-socket/socket-end.ts";
import type { HttpRequest, HttpResponse } from "./http-message.ts";

/** What sends the requests of a service's `fetch()`. */
export interface RequestSender {
  fetch(request: HttpRequest): Promise<FetchSettled>;
}

/**
 * `Request`, `Response`, `Headers` and `WebSocket` as on Workers. A host has them from the
 * beginning. A page loads them when it first sends a request or receives one of these.
 */
export interface HttpClasses {
  fetchService(
    sender: RequestSender,
    input: RequestInfo | URL,
    init: RequestInit | undefined,
  ): Promise<Response>;
  messageToRequest(message: HttpRequest): Request;
  messageToResponse(message: HttpResponse): Response;
  /** Takes its end of the connection from a WebSocket. @throws {TypeError} when it was used. */
  releaseSocket(socket: object): SocketEnd;
}

let classes: HttpClasses | undefined;
let loading: Promise<HttpClasses> | undefined;
let load: () => Promise<HttpClasses> = () => Promise.reject(notLoaded());

/** Sets the classes. To be called once. */
export function installHttpClasses(installed: HttpClasses): void {
  classes = installed;
}

/** Sets how the classes are loaded when they are first needed. */
export function setHttpLoader(loader: () => Promise<HttpClasses>): void {
  load = loader;
}

export function hasHttpClasses(): boolean {
  return classes !== undefined;
}

/** The classes. @throws {Error} where they were neither installed nor loaded. */
export function httpClasses(): HttpClasses {
  if (classes === undefined) throw notLoaded();
  return classes;
}

/** Loads the classes. What failed is tried again by the next call. */
export function loadHttpClasses(): Promise<HttpClasses> {
  if (classes !== undefined) return Promise.resolve(classes);
  loading ??= load().then(
    (loaded) => {
      classes = loaded;
      return loaded;
    },
    (error: unknown) => {
      loading = undefined;
      throw error;
    },
  );
  return loading;
}

function notLoaded(): Error {
  return new Error("The classes of requests and responses are not loaded.");
}
