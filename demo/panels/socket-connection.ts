import type { Server } from "tabd";
import { absoluteUrl } from "./request-draft.ts";
import { errorWords } from "./words.ts";

/** Messages kept per connection. */
const KEPT = 500;

/** A line in the log of a connection. */
export interface SocketLine {
  readonly number: number;
  /** By the computer's clock, in ms since the epoch. */
  readonly time: number;
  /** `note`: a change of the connection itself. */
  readonly from: "page" | "object" | "note";
  readonly data: string | Uint8Array;
}

/** The unsent content of a connection's forms. */
export interface SocketWords {
  readonly binary: boolean;
  readonly data: string;
  readonly code: string;
  readonly reason: string;
}

/** The `webSocket` of a Workers response. */
interface WorkersSocket extends EventTarget {
  binaryType: string;
  accept(): void;
  send(data: string | ArrayBufferView): void;
  close(code?: number, reason?: string): void;
}

/** A WebSocket to the worker, with its log. Dispatches `change`. */
export class SocketConnection extends EventTarget {
  readonly url: string;
  state: "connecting" | "open" | "closing" | "closed" = "connecting";
  lines: readonly SocketLine[] = [];
  words: SocketWords = { binary: false, data: "", code: "1000", reason: "" };
  #socket: WorkersSocket | undefined;
  #count = 0;

  constructor(url: string) {
    super();
    this.url = url;
  }

  /** Opens the WebSocket. Errors appear in the log. */
  async connect(server: Server): Promise<void> {
    try {
      const headers = { Upgrade: "websocket" };
      const response = await server.fetch(absoluteUrl(this.url), { headers });
      const socket = (response as { webSocket?: WorkersSocket | null }).webSocket;
      if (!socket) {
        const body = await response.text();
        const answer = `${response.status} ${response.statusText} ${body.slice(0, 200)}`.trim();
        return this.#end(`The worker responded without a WebSocket: ${answer}`);
      }
      this.#open(socket);
    } catch (error) {
      this.#end(errorWords(error));
    }
  }

  /** @throws {Error} when the connection is not open. */
  send(data: string | Uint8Array): void {
    if (this.#socket === undefined) throw new Error("the WebSocket is not open");
    this.#socket.send(data);
    this.#add("page", data);
  }

  /** @throws {Error} for an invalid code or reason. */
  close(code: number, reason: string): void {
    if (this.state !== "open") return;
    this.#socket?.close(code, reason);
    this.state = "closing";
    this.#change();
  }

  #open(socket: WorkersSocket): void {
    this.#socket = socket;
    socket.binaryType = "arraybuffer";
    socket.addEventListener("message", (event) => {
      const { data } = event as MessageEvent<string | ArrayBuffer>;
      this.#add("object", typeof data === "string" ? data : new Uint8Array(data));
    });
    socket.addEventListener("close", (event) => {
      const { code, reason } = event as CloseEvent;
      // The other side closed first.
      if (this.state === "open") this.#answerClose(code);
      this.#end(`Closed with code ${code}${reason === "" ? "" : `: ${reason}`}`);
    });
    socket.addEventListener("error", () => this.#add("note", "The connection failed."));
    socket.accept();
    this.state = "open";
    this.#add("note", "Connected");
  }

  #answerClose(code: number): void {
    try {
      // 1005 and 1006 are reported but never sent.
      this.#socket?.close(code === 1005 || code === 1006 ? 1000 : code);
    } catch {
      // Already closed on both sides.
    }
  }

  #end(words: string): void {
    this.state = "closed";
    this.#socket = undefined;
    this.#add("note", words);
  }

  #add(from: SocketLine["from"], data: SocketLine["data"]): void {
    const line = { number: ++this.#count, time: Date.now(), from, data };
    this.lines = [...this.lines, line].slice(-KEPT);
    this.#change();
  }

  #change(): void {
    this.dispatchEvent(new Event("change"));
  }
}

/**
 * Parses bytes from hex digits: `68 65 6c`, or without spaces.
 *
 * @throws {TypeError} for other text.
 */
export function parseHex(text: string): Uint8Array {
  const digits = text.replaceAll(/[\s,]|0x/gi, "");
  if (digits.length % 2 !== 0 || /[^\da-f]/i.test(digits)) {
    throw new TypeError("Enter bytes as two hex digits each: 68 65 6c 6c 6f");
  }
  return Uint8Array.from({ length: digits.length / 2 }, (_, index) =>
    Number.parseInt(digits.slice(index * 2, index * 2 + 2), 16),
  );
}
