import type { WorkerWebSocket } from "../rpc/web-socket/web-socket.ts";

type Fetch = (url: string, init: RequestInit) => Promise<Response>;

const STATES = { CONNECTING: 0, OPEN: 1, CLOSING: 2, CLOSED: 3 } as const;

/** What a socket is closed with that was never open (RFC 6455, 7.1.5). */
const NEVER_OPEN = { code: 1006, reason: "", wasClean: false };

/**
 * The class of `server.WebSocket`: the browser's `WebSocket`, with the worker as its server.
 *
 * @param fetch sends the upgrade request to the worker
 */
export function makeWebSocketClass(fetch: Fetch): typeof WebSocket {
  class PageWebSocket extends EventTarget {
    static {
      Object.defineProperty(this, "name", { value: "WebSocket" });
      for (const [name, value] of Object.entries(STATES)) {
        for (const target of [this, this.prototype]) {
          Object.defineProperty(target, name, { value, enumerable: true });
        }
      }
    }

    onopen: ((event: Event) => unknown) | null = null;
    onmessage: ((event: Event) => unknown) | null = null;
    onerror: ((event: Event) => unknown) | null = null;
    onclose: ((event: Event) => unknown) | null = null;
    readonly url: string;
    readonly extensions = "";
    readonly bufferedAmount = 0;
    #protocol = "";
    #state: number = STATES.CONNECTING;
    #binaryType: BinaryType = "blob";
    #socket: WorkerWebSocket | undefined;

    /** @throws {DOMException} `SyntaxError` when the URL is not one of a WebSocket. */
    constructor(url: string | URL, protocols: string | string[] = []) {
      super();
      this.url = socketUrl(url);
      for (const type of ["open", "message", "error", "close"]) {
        this.addEventListener(type, (event) => this[`on${type}` as "onopen"]?.(event));
      }
      void this.#connect([protocols].flat());
    }

    get readyState(): number {
      return this.#state;
    }

    get protocol(): string {
      return this.#protocol;
    }

    get binaryType(): BinaryType {
      return this.#binaryType;
    }

    set binaryType(type: BinaryType) {
      if (type !== "blob" && type !== "arraybuffer") return;
      this.#binaryType = type;
      if (this.#socket !== undefined) this.#socket.binaryType = type;
    }

    /** @throws {DOMException} `InvalidStateError` before the socket is open. */
    send(data: string | ArrayBuffer | ArrayBufferView): void {
      if (this.#state === STATES.CONNECTING) {
        throw new DOMException("The WebSocket is not open yet.", "InvalidStateError");
      }
      if ((data as unknown) instanceof Blob) {
        throw new TypeError("server.WebSocket sends no Blob: send its arrayBuffer().");
      }
      if (this.#state === STATES.OPEN) this.#socket?.send(data as string);
    }

    close(code?: number, reason?: string): void {
      if (this.#state >= STATES.CLOSING) return;
      this.#socket?.close(code, reason);
      this.#state = STATES.CLOSING;
    }

    async #connect(protocols: readonly string[]): Promise<void> {
      const headers: Record<string, string> = { Upgrade: "websocket" };
      if (protocols.length > 0) headers["Sec-WebSocket-Protocol"] = protocols.join(", ");
      try {
        const response = await fetch(this.url.replace(/^ws/, "http"), { headers });
        const { webSocket } = response as Response & { webSocket: WorkerWebSocket | null };
        if (webSocket === null) throw new Error(`The worker answered ${response.status}.`);
        this.#protocol = response.headers.get("Sec-WebSocket-Protocol") ?? "";
        this.#open(webSocket);
      } catch (error) {
        this.dispatchEvent(new ErrorEvent("error", { error, message: String(error) }));
        this.#closed(NEVER_OPEN);
      }
    }

    #open(socket: WorkerWebSocket): void {
      if (this.#state === STATES.CLOSING) {
        socket.accept();
        socket.close(1001);
        throw new Error("The WebSocket was closed before it was open.");
      }
      this.#socket = socket;
      this.#state = STATES.OPEN;
      socket.binaryType = this.#binaryType;
      socket.addEventListener("message", (event) => {
        this.dispatchEvent(new MessageEvent("message", { data: (event as MessageEvent).data }));
      });
      socket.addEventListener("error", () => this.dispatchEvent(new Event("error")));
      socket.addEventListener("close", (event) => this.#closed(event as CloseEvent));
      // Messages are delivered later than the call, so none comes before "open".
      socket.accept();
      this.dispatchEvent(new Event("open"));
    }

    #closed({ code, reason, wasClean }: Pick<CloseEvent, "code" | "reason" | "wasClean">): void {
      this.#state = STATES.CLOSED;
      this.dispatchEvent(new CloseEvent("close", { code, reason, wasClean }));
    }
  }
  return PageWebSocket as unknown as typeof WebSocket;
}

/** An absolute `ws:` or `wss:` URL; a relative one is of `ws://tabd/`. */
function socketUrl(url: string | URL): string {
  const parsed = URL.canParse(url, "ws://tabd/") ? new URL(url, "ws://tabd/") : undefined;
  const href = parsed?.href.replace(/^http/, "ws") ?? "";
  if (!/^wss?:/.test(href) || href.includes("#")) {
    throw new DOMException(`${JSON.stringify(String(url))} is not a WebSocket URL.`, "SyntaxError");
  }
  return href;
}
