import type { Server } from "tabd";
import { absoluteUrl } from "./request-draft.ts";
import { errorWords } from "./words.ts";

/** How many messages of a connection are kept. */
const KEPT = 500;

/** A line in the talk over a WebSocket. */
export interface SocketLine {
  readonly number: number;
  /** By the computer's clock, in ms since the epoch. */
  readonly time: number;
  /** `note`: what happened to the connection itself. */
  readonly from: "page" | "object" | "note";
  readonly data: string | Uint8Array;
}

/** What stands in the forms for one connection. */
export interface SocketWords {
  readonly binary: boolean;
  readonly data: string;
  readonly code: string;
  readonly reason: string;
}

/** A WebSocket of a Workers response. */
interface WorkersSocket extends EventTarget {
  binaryType: string;
  accept(): void;
  send(data: string | ArrayBufferView): void;
  close(code?: number, reason?: string): void;
}

/** One WebSocket to the worker and what was said over it. Dispatches `change`. */
export class SocketConnection extends EventTarget {
  readonly url: string;
  state: "connecting" | "open" | "closing" | "closed" = "connecting";
  lines: readonly SocketLine[] = [];
  /** Half written, until it is sent. */
  words: SocketWords = { binary: false, data: "", code: "1000", reason: "" };
  #socket: WorkersSocket | undefined;
  #count = 0;

  constructor(url: string) {
    super();
    this.url = url;
  }

  /** Asks the worker for a WebSocket. What goes wrong is among the lines. */
  async connect(server: Server): Promise<void> {
    try {
      const headers = { Upgrade: "websocket" };
      const response = await server.fetch(absoluteUrl(this.url), { headers });
      const socket = (response as { webSocket?: WorkersSocket | null }).webSocket;
      if (!socket) {
        const body = await response.text();
        const answer = `${response.status} ${response.statusText} ${body.slice(0, 200)}`.trim();
        return this.#end(`The worker answered without a WebSocket: ${answer}`);
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

  /** @throws {Error} for a code or a reason that cannot be. */
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
      // The end of a close that came from the other side.
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
      // 1005 and 1006 are said of a close, and never sent.
      this.#socket?.close(code === 1005 || code === 1006 ? 1000 : code);
    } catch {
      // It is closed on both sides already.
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
 * Bytes written as hex digits: `68 65 6c`, or without the spaces.
 *
 * @throws {TypeError} for anything else.
 */
export function parseHex(text: string): Uint8Array {
  const digits = text.replaceAll(/[\s,]|0x/gi, "");
  if (digits.length % 2 !== 0 || /[^\da-f]/i.test(digits)) {
    throw new TypeError("Bytes are written with two hex digits each: 68 65 6c 6c 6f");
  }
  return Uint8Array.from({ length: digits.length / 2 }, (_, index) =>
    Number.parseInt(digits.slice(index * 2, index * 2 + 2), 16),
  );
}
