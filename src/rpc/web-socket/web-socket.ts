import { deserialize } from "../../codec/deserialize.ts";
import { serialize } from "../../codec/serialize.ts";
import { isObject } from "../arguments.ts";
import { illegalInvocation, nameClass } from "../class-name.ts";
import { currentRpcContext, type RpcContext } from "../context.ts";
import { rpcSettings } from "../settings.ts";
import { toClose, toSocketData } from "./socket-data.ts";
import { lineEvent, type LineEvent } from "./socket-event.ts";
import { type SocketEnd, socketPipe } from "./socket-end.ts";
import { checkSocketUrl } from "./socket-url.ts";
import { SocketLine } from "./socket-line.ts";
import { refuseUnstorable } from "../unstorable.ts";

/** `web-socket.c++:1035`. */
const MAX_ATTACHMENT_BYTES = 16_384;

const PlatformWebSocket = globalThis.WebSocket;

export interface AcceptOptions {
  /** A received Close frame is not answered automatically. */
  allowHalfOpen?: boolean;
}

const STATES = { CONNECTING: 0, OPEN: 1, CLOSING: 2, CLOSED: 3 } as const;

/**
 * One end of a WebSocket, as workerd has it (`api/web-socket.h`): from a {@link WebSocketPair}, or
 * of a response with status 101. Nothing is delivered before it is accepted. `new` with a URL makes
 * the platform's own.
 */
export class WorkerWebSocket extends EventTarget {
  static {
    nameClass(this, "WebSocket");
    for (const [name, value] of Object.entries(STATES)) {
      for (const target of [this, this.prototype]) {
        Object.defineProperty(target, name, { value, enumerable: true });
        Object.defineProperty(target, `READY_STATE_${name}`, { value, enumerable: true });
      }
    }
  }

  #line!: SocketLine;
  #binaryType: BinaryType = rpcSettings.socketBinaryType;
  /** The context in which events are delivered; the caller's own after `acceptWebSocket()`. */
  #context: RpcContext | undefined;
  #halfOpen = false;
  #release: (() => void) | undefined;
  readonly #arrived: LineEvent[] = [];
  #delivering = false;

  constructor(line: SocketLine | string | URL, protocols?: string | string[]) {
    super();
    if (!(line instanceof SocketLine)) {
      // An outgoing connection, handled by the platform's socket.
      checkSocketUrl(line, protocols);
      // oxlint-disable-next-line no-constructor-return -- `new` must give the platform's object
      return new PlatformWebSocket(line, protocols) as never;
    }
    this.#line = line;
  }

  /** The state behind a socket. @throws {TypeError} for any other value. */
  static lineOf(socket: unknown): SocketLine {
    if (!WorkerWebSocket.is(socket)) throw illegalInvocation();
    return socket.#line;
  }

  static is(value: unknown): value is WorkerWebSocket {
    return typeof value === "object" && value !== null && #line in value;
  }

  get readyState(): number {
    const { closedIncoming, closedOutgoing } = this.#line;
    if (closedIncoming && closedOutgoing) return STATES.CLOSED;
    return closedIncoming || closedOutgoing ? STATES.CLOSING : STATES.OPEN;
  }

  get url(): string | null {
    return null;
  }

  get protocol(): string {
    return "";
  }

  get extensions(): string {
    return "";
  }

  get bufferedAmount(): number {
    return 0;
  }

  get binaryType(): BinaryType {
    return this.#binaryType;
  }

  set binaryType(type: BinaryType) {
    if (type === "blob" || type === "arraybuffer") this.#binaryType = type;
  }

  /**
   * Starts to deliver events to listeners. The object is not evicted until the socket is closed.
   *
   * @throws {TypeError} when the socket was used in a response or given to the runtime.
   */
  accept(options?: AcceptOptions): void {
    const line = WorkerWebSocket.lineOf(this);
    if (options !== undefined && options !== null && !isObject(options)) {
      throw new TypeError(
        "Failed to execute 'accept' on 'WebSocket': parameter 1 is not of type 'AcceptOptions'.",
      );
    }
    const halfOpen = Boolean(options?.allowHalfOpen);
    if (line.use === "released") {
      throw new TypeError("Can't accept() WebSocket that was already used in a response.");
    }
    if (line.use === "hibernatable") {
      throw new TypeError("Can't accept() WebSocket after enabling hibernation.");
    }
    if (line.use === "accepted") return;
    line.use = "accepted";
    this.#halfOpen = halfOpen || !rpcSettings.autoReplyToClose;
    this.#context = currentRpcContext();
    this.#release = this.#context.hold?.(() => {
      // Its object has broken, or its server was closed.
      line.closedIncoming = true;
      line.closedOutgoing = true;
      line.end.send({ type: "lost" });
    });
    line.end.listen((event) => this.#arrive(event));
  }

  /**
   * Sends text or bytes, when earlier writes to storage are durable.
   *
   * @throws {TypeError} before the socket is accepted, and after `close()`.
   */
  send(data: string | ArrayBuffer | ArrayBufferView): void;
  send(...args: unknown[]): void {
    const line = WorkerWebSocket.lineOf(this);
    if (args.length === 0) {
      throw new TypeError(
        "Failed to execute 'send' on 'WebSocket': parameter 1 is not of type 'ArrayBuffer or " +
          "ArrayBufferView or string'.",
      );
    }
    const data = toSocketData(args[0]);
    if (line.closedOutgoing) throw new TypeError("Can't call WebSocket send() after close().");
    // The receiver of the response owns it: nothing is refused, and nothing sent.
    if (line.use === "released") return;
    this.#requireAccepted();
    line.send({ type: "message", data }, this.#sender());
  }

  /**
   * Sends a Close frame. The socket is closed when the other end's Close frame has arrived.
   *
   * @throws {DOMException} for a code or reason that a Close frame cannot have.
   * @throws {TypeError} before the socket is accepted.
   */
  close(code?: number, reason?: string): void {
    const line = WorkerWebSocket.lineOf(this);
    const frame = toClose(code, reason);
    if (line.use === "released") return;
    this.#requireAccepted();
    if (line.closedOutgoing) return;
    this.#sendClose(frame);
  }

  /**
   * Stores a value with the socket. It survives the object's eviction.
   *
   * @throws {Error} when it takes more than 16,384 bytes.
   * @throws {DOMException} `DataCloneError`.
   */
  serializeAttachment(value: unknown): void;
  serializeAttachment(...args: unknown[]): void {
    const line = WorkerWebSocket.lineOf(this);
    if (args.length === 0) {
      throw new TypeError(
        "Failed to execute 'serializeAttachment' on 'WebSocket': parameter 1 is not of type " +
          "'Value'.",
      );
    }
    const bytes = serialize(args[0], {
      external: (object) => refuseUnstorable(object, "attachment"),
    });
    if (bytes.length > MAX_ATTACHMENT_BYTES) {
      throw new Error(
        `A WebSocket 'attachment' cannot be larger than ${MAX_ATTACHMENT_BYTES} bytes.` +
          `'attachment' was ${bytes.length} bytes.`,
      );
    }
    line.attachment = bytes;
  }

  /** A copy of the attachment; null if there is none. */
  deserializeAttachment(): unknown {
    const { attachment } = WorkerWebSocket.lineOf(this);
    return attachment === undefined ? null : deserialize(attachment);
  }

  #requireAccepted(): void {
    const { use } = this.#line;
    if (use === "accepted" || use === "hibernatable") return;
    throw new TypeError(
      "You must call one of accept() or state.acceptWebSocket() on this WebSocket before sending " +
        "messages.",
    );
  }

  #sender(): RpcContext {
    return this.#context ?? currentRpcContext();
  }

  #sendClose({ code, reason }: { code: number; reason: string }): void {
    const line = this.#line;
    line.closedOutgoing = true;
    // workerd continues to read after the other end's Close frame, and reports an error.
    const readsOn = line.closedIncoming && line.use === "accepted";
    line.send({ type: "close", code, reason }, this.#sender(), () => {
      if (readsOn) this.#arrive({ type: "error" });
    });
  }

  #arrive(event: LineEvent): void {
    this.#arrived.push(event);
    if (!this.#delivering) this.#deliverNext();
  }

  /** One event at a time: the next one waits until the listeners have handled this one. */
  #deliverNext(): void {
    const event = this.#arrived.shift();
    this.#delivering = event !== undefined;
    if (event === undefined || this.#context === undefined) return;
    const delivered = this.#context.deliver(() => {
      this.#receive(event);
      if (this.#line.ended) this.#release?.();
      this.#deliverNext();
    });
    // A context that has ended hears nothing more.
    delivered.catch(() => undefined);
  }

  #receive(event: LineEvent): void {
    const line = this.#line;
    if (event.type === "close") {
      line.closedIncoming = true;
      if (!this.#halfOpen && !line.closedOutgoing) this.#sendClose(event);
    }
    this.dispatchEvent(lineEvent(event, this.#binaryType));
    if (event.type === "lost") {
      line.closedIncoming = true;
      this.#release?.();
    }
  }
}

/** The two ends of a new connection. */
class Pair {
  static {
    nameClass(this, "WebSocketPair");
  }

  readonly 0: WorkerWebSocket;
  readonly 1: WorkerWebSocket;

  constructor() {
    const [first, second] = socketPipe().map((end) => new SocketLine(end)) as [
      SocketLine,
      SocketLine,
    ];
    first.peer = second;
    second.peer = first;
    this[0] = new WorkerWebSocket(first);
    this[1] = new WorkerWebSocket(second);
  }

  *[Symbol.iterator](): IterableIterator<WorkerWebSocket> {
    yield this[0];
    yield this[1];
  }
}

/** `new WebSocketPair()`: two connected sockets. */
export const WebSocketPair = new Proxy(Pair, {
  apply() {
    throw new TypeError(
      "Failed to construct 'WebSocketPair': Please use the 'new' operator, this object constructor " +
        "cannot be called as a function.",
    );
  },
});
Pair.prototype.constructor = WebSocketPair;

/**
 * Takes a socket's end, for a response that is being sent (`web-socket.c++:551-559`).
 *
 * @throws {TypeError} when it was accepted or used before.
 */
export function releaseSocket(socket: WorkerWebSocket): SocketEnd {
  const line = WorkerWebSocket.lineOf(socket);
  if (line.use !== "unused") {
    throw new TypeError(
      line.use === "released"
        ? "Can't return WebSocket that was already used in a response."
        : `Can't return WebSocket in a Response after calling ${line.use === "accepted" ? "accept" : "acceptWebSocket"}().`,
    );
  }
  line.use = "released";
  return line.end;
}

/** The socket of a response that has come. */
export function socketOf(end: SocketEnd): WorkerWebSocket {
  return new WorkerWebSocket(new SocketLine(end));
}
