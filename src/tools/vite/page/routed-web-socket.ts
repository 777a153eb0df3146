import { workerPath } from "../service-worker/worker-path.ts";
import type { RoutedServer, WorkerServer } from "./worker-server.ts";

/** The `webSocket` of a Workers response. */
interface WorkersSocket extends EventTarget {
  binaryType: BinaryType;
  readonly protocol: string | null;
  accept(): void;
  send(data: string | ArrayBufferLike | ArrayBufferView): void;
  close(code?: number, reason?: string): void;
}

/**
 * Replaces the page's `WebSocket`: a service worker cannot answer WebSockets. Those of the worker's
 * routes go to the worker, all others to the network.
 *
 * @param base the path of the site
 */
export function replaceWebSocket(
  worker: WorkerServer<RoutedServer>,
  base: string,
  routes: readonly string[],
): void {
  const patterns = routes.map((route) => new RegExp(route));
  // Makes `socket instanceof WebSocket` true.
  Object.setPrototypeOf(RoutedWebSocket.prototype, WebSocket.prototype);
  globalThis.WebSocket = new Proxy(WebSocket, {
    construct(target, args: [url: string | URL, protocols?: string | string[]], newTarget) {
      const url = new URL(args[0], location.href);
      url.protocol = url.protocol.replace(/^ws/, "http");
      const path = workerPath(url.pathname, base, patterns);
      if (url.host !== location.host || path === undefined) {
        return Reflect.construct(target, args, newTarget) as WebSocket;
      }
      return new RoutedWebSocket(worker, url, path, args[1] ?? []);
    },
  });
}

const CONNECTING = 0;
const OPEN = 1;
const CLOSING = 2;
const CLOSED = 3;

const HANDLERS = ["open", "message", "error", "close"] as const;

/** A browser's WebSocket whose other end is the worker. */
class RoutedWebSocket extends EventTarget {
  declare onopen: unknown;
  declare onmessage: unknown;
  declare onerror: unknown;
  declare onclose: unknown;
  readonly url: string;
  readonly extensions = "";
  readonly bufferedAmount = 0;
  protocol = "";
  readyState: number = CONNECTING;
  #binaryType: BinaryType = "blob";
  #socket: WorkersSocket | undefined;

  constructor(
    worker: WorkerServer<RoutedServer>,
    url: URL,
    path: string,
    protocols: string | string[],
  ) {
    super();
    this.url = url.href.replace(/^http/, "ws");
    for (const type of HANDLERS) this.#addHandler(type);
    const target = new URL(path + url.search, url).href;
    void this.#connect(worker, target, [protocols].flat()).catch(() => this.#fail());
  }

  get binaryType(): BinaryType {
    return this.#binaryType;
  }

  set binaryType(type: BinaryType) {
    this.#binaryType = type;
    if (this.#socket !== undefined) this.#socket.binaryType = type;
  }

  send(data: string | ArrayBufferLike | ArrayBufferView | Blob): void {
    if (this.readyState === CONNECTING) {
      throw new DOMException("The WebSocket is still connecting.", "InvalidStateError");
    }
    if (this.readyState !== OPEN) return;
    if (!(data instanceof Blob)) return this.#socket?.send(data);
    void data.arrayBuffer().then((bytes) => this.#socket?.send(bytes));
  }

  close(code?: number, reason?: string): void {
    if (this.readyState >= CLOSING) return;
    if (this.#socket === undefined) return this.#fail();
    this.readyState = CLOSING;
    // Without a code, a browser sends none; a worker's socket needs one.
    this.#socket.close(code ?? 1000, reason);
  }

  async #connect(
    worker: WorkerServer<RoutedServer>,
    url: string,
    protocols: string[],
  ): Promise<void> {
    const server = await worker.current;
    const response = await server.fetch(url, {
      headers: {
        Upgrade: "websocket",
        ...(protocols.length > 0 && { "Sec-WebSocket-Protocol": protocols.join(", ") }),
      },
    });
    const { webSocket } = response as { webSocket?: WorkersSocket | null };
    if (webSocket === undefined || webSocket === null) return this.#fail();
    if (this.readyState !== CONNECTING) {
      webSocket.accept();
      return webSocket.close(1000);
    }
    this.#socket = webSocket;
    this.protocol = response.headers.get("Sec-WebSocket-Protocol") ?? "";
    webSocket.binaryType = this.#binaryType;
    // `accept()` may deliver at once, but "open" comes first.
    const early: (() => void)[] = [];
    const deliver = (event: () => void): void => {
      if (this.readyState === CONNECTING) early.push(event);
      else event();
    };
    webSocket.addEventListener("message", (event) => {
      const { data } = event as MessageEvent<unknown>;
      const { origin } = location;
      deliver(() => this.dispatchEvent(new MessageEvent("message", { data, origin })));
    });
    webSocket.addEventListener("error", () =>
      deliver(() => this.dispatchEvent(new Event("error"))),
    );
    webSocket.addEventListener("close", (event) => {
      const { code, reason, wasClean } = event as CloseEvent;
      deliver(() => this.#end({ code, reason, wasClean }));
    });
    webSocket.accept();
    this.readyState = OPEN;
    this.dispatchEvent(new Event("open"));
    for (const event of early) event();
  }

  /** As a browser does when there is no connection. */
  #fail(): void {
    if (this.readyState === CLOSED) return;
    this.readyState = CLOSED;
    this.dispatchEvent(new Event("error"));
    this.dispatchEvent(new CloseEvent("close", { code: 1006, reason: "", wasClean: false }));
  }

  #end(how: CloseEventInit): void {
    if (this.readyState === CLOSED) return;
    this.readyState = CLOSED;
    this.dispatchEvent(new CloseEvent("close", how));
  }

  /** `onmessage` and its like. */
  #addHandler(type: (typeof HANDLERS)[number]): void {
    let handler: unknown = null;
    this.addEventListener(type, (event) => {
      if (typeof handler === "function") handler.call(this, event);
    });
    Object.defineProperty(this, `on${type}`, {
      get: () => handler,
      set: (value: unknown) => {
        handler = value;
      },
    });
  }
}
