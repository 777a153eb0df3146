import { nameClass } from "../../rpc/class-name.ts";
import { definePlatform } from "./define-global.ts";

const CONNECTING = 0;
const OPEN = 1;
const CLOSED = 2;

/** The delay before a new connection, until the server sets another, in ms. */
const RECONNECT_AFTER = 2000;

const HANDLERS = ["open", "message", "error"] as const;

/** The user code's `fetch`, so that requests wait for the output gate. */
const fetchNow: typeof fetch = (...args) => globalThis.fetch(...args);

/** workerd's `EventSource` (`api/eventsource.c++`). The browser's would bypass the output gate. */
class EventSource extends EventTarget {
  static {
    nameClass(this, "EventSource");
  }

  static readonly CONNECTING = CONNECTING;
  static readonly OPEN = OPEN;
  static readonly CLOSED = CLOSED;

  /** Reads the events of a stream. */
  static from(stream: ReadableStream): EventSource {
    if (!(stream instanceof ReadableStream)) {
      throw new TypeError(
        "Failed to execute 'from' on 'EventSource': parameter 1 is not of type 'ReadableStream'.",
      );
    }
    return new EventSource(stream as never);
  }

  readonly #url: string;
  readonly #handlers = new Map<string, (event: Event) => unknown>();
  #state = CONNECTING;
  #lastEventId = "";
  #delay = RECONNECT_AFTER;
  #reader: ReadableStreamDefaultReader<Uint8Array> | undefined;

  constructor(url: string | URL) {
    if (arguments.length === 0) {
      throw new TypeError(
        "Failed to construct 'EventSource': constructor parameter 1 is not of type 'string'.",
      );
    }
    super();
    if ((url as unknown) instanceof ReadableStream) {
      this.#url = "";
      void this.#follow(url as unknown as ReadableStream<Uint8Array>);
      return;
    }
    if (!URL.canParse(url)) {
      throw new DOMException(
        `Cannot open an EventSource to '${String(url)}'. The URL is invalid.`,
        "SyntaxError",
      );
    }
    this.#url = String(url);
    void this.#connect();
  }

  get url(): string {
    return this.#url;
  }

  get readyState(): number {
    return this.#state;
  }

  get withCredentials(): boolean {
    return false;
  }

  close(): void {
    this.#state = CLOSED;
    this.#reader?.cancel().catch(() => undefined);
  }

  async #connect(): Promise<void> {
    const headers = new Headers({ Accept: "text/event-stream" });
    if (this.#lastEventId !== "") headers.set("Last-Event-ID", this.#lastEventId);
    try {
      const { ok, body, headers: answered } = await fetchNow(this.#url, { headers });
      const type = answered.get("content-type") ?? "";
      if (!ok || body === null || !type.startsWith("text/event-stream")) return this.#fail();
      await this.#follow(body);
    } catch {
      this.#fail();
    }
  }

  async #follow(stream: ReadableStream<Uint8Array>): Promise<void> {
    const reader = stream.getReader();
    this.#reader = reader;
    // Listeners are added after the constructor.
    await Promise.resolve();
    if (this.#state === CLOSED) return;
    this.#state = OPEN;
    this.#dispatch(new Event("open"));
    const parser = new EventParser({
      event: (type, data) =>
        this.#dispatch(new MessageEvent(type, { data, lastEventId: this.#lastEventId })),
      id: (id) => void (this.#lastEventId = id),
      retry: (ms) => void (this.#delay = ms),
    });
    const decoder = new TextDecoder();
    try {
      for (;;) {
        // oxlint-disable-next-line no-await-in-loop -- chunks arrive one after another
        const { done, value } = await reader.read();
        if (done) break;
        parser.push(decoder.decode(value, { stream: true }));
      }
    } catch {
      // A failed stream ends the connection like a closed one.
    }
    if (this.#isClosed()) return;
    if (this.#url === "") return this.#fail();
    this.#state = CONNECTING;
    this.#dispatch(new Event("error"));
    setTimeout(() => {
      if (!this.#isClosed()) void this.#connect();
    }, this.#delay);
  }

  #isClosed(): boolean {
    return this.#state === CLOSED;
  }

  #fail(): void {
    if (this.#isClosed()) return;
    this.#state = CLOSED;
    this.#dispatch(new Event("error"));
  }

  #dispatch(event: Event): void {
    if (!this.#isClosed() || event.type === "error") this.dispatchEvent(event);
  }

  static {
    for (const name of HANDLERS) {
      Object.defineProperty(this.prototype, `on${name}`, {
        get(this: EventSource) {
          return this.#handlers.get(name) ?? null;
        },
        set(this: EventSource, handler: unknown) {
          const before = this.#handlers.get(name);
          if (before !== undefined) this.removeEventListener(name, before);
          this.#handlers.delete(name);
          if (typeof handler !== "function") return;
          this.#handlers.set(name, handler as (event: Event) => unknown);
          this.addEventListener(name, handler as (event: Event) => unknown);
        },
        enumerable: true,
        configurable: true,
      });
    }
    for (const [name, value] of Object.entries({ CONNECTING, OPEN, CLOSED })) {
      Object.defineProperty(this.prototype, name, { value, enumerable: true });
    }
  }
}

interface Listener {
  event(type: string, data: string): void;
  id(id: string): void;
  retry(ms: number): void;
}

/** Parses the text of an event stream (HTML standard, section 9.2.6). */
class EventParser {
  readonly #listener: Listener;
  #text = "";
  #type = "";
  #data: string[] = [];

  constructor(listener: Listener) {
    this.#listener = listener;
  }

  push(text: string): void {
    this.#text += text;
    // A CR at the end may be half of a CRLF.
    const lines = this.#text.split(/\r\n|\n|\r(?!$)/);
    this.#text = lines.pop() ?? "";
    for (const line of lines) this.#line(line);
  }

  #line(line: string): void {
    if (line === "") return this.#end();
    const colon = line.indexOf(":");
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
    if (field === "event") this.#type = value;
    else if (field === "data") this.#data.push(value);
    else if (field === "id" && !value.includes("\0")) this.#listener.id(value);
    else if (field === "retry" && /^\d+$/.test(value)) this.#listener.retry(Number(value));
  }

  #end(): void {
    const [type, data] = [this.#type || "message", this.#data];
    this.#type = "";
    this.#data = [];
    if (data.length > 0) this.#listener.event(type, data.join("\n"));
  }
}

export function installEventSource(): void {
  definePlatform(globalThis, "EventSource", EventSource);
}
