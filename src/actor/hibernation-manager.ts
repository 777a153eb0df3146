import { openContext } from "../rpc/context.ts";
import { markError } from "../rpc/error-marks.ts";
import { bufferOf, LOST } from "../rpc/web-socket/socket-event.ts";
import type { SocketEvent } from "../rpc/web-socket/socket-end.ts";
import type { SocketLine } from "../rpc/web-socket/socket-line.ts";
import { WorkerWebSocket } from "../rpc/web-socket/web-socket.ts";
import type { IoActor } from "./io-actor.ts";

/** `legacy-hibernation-manager.c++:109`. */
const MAX_SOCKETS = 32_768;

/** A message that the runtime answers without the object, and its answer. */
export interface AutoResponse {
  readonly request: string;
  readonly response: string;
}

interface HibernationOptions {
  /** Returns the actor; starts it when it does not run. */
  readonly getActor: () => IoActor;
  readonly now: () => number;
  /** A handler of the user's class has thrown. */
  readonly failed: (actor: IoActor, error: unknown) => void;
}

/** The handlers of an instance. A field that is not a function counts as absent. */
type Handlers = Readonly<
  Partial<Record<"webSocketMessage" | "webSocketClose" | "webSocketError", unknown>>
>;

/** A WebSocket that the runtime keeps for an object. */
interface KeptSocket {
  readonly line: SocketLine;
  readonly tags: readonly string[];
  /** The `WebSocket` object of the current instance; each instance gets another. */
  view: WorkerWebSocket | undefined;
  autoResponseTime: number | undefined;
  /** Events that wait for delivery. */
  readonly arrived: SocketEvent[];
  delivering: boolean;
}

/**
 * The WebSockets that an object gave to the runtime (`io/legacy-hibernation-manager.c++`). They stay
 * open while the object is evicted, and an event on one of them starts it again. They are
 * disconnected when the object breaks, unless it exceeded its event timeout.
 */
export class HibernationManager {
  readonly #options: HibernationOptions;
  /** In the order in which they were accepted. */
  readonly #sockets = new Map<SocketLine, KeptSocket>();
  autoResponse: AutoResponse | null = null;
  /** How long a handler may take, in ms; null: no limit. */
  eventTimeout: number | null = null;

  constructor(options: HibernationOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#sockets.size;
  }

  /** @throws {Error} when there are 32,768 sockets. */
  accept(socket: WorkerWebSocket, tags: readonly string[]): void {
    if (this.#sockets.size >= MAX_SOCKETS) {
      throw new Error(
        `only ${MAX_SOCKETS} websockets can be accepted on a single Durable Object instance`,
      );
    }
    const line = WorkerWebSocket.lineOf(socket);
    line.use = "hibernatable";
    const kept: KeptSocket = {
      line,
      tags,
      view: socket,
      autoResponseTime: undefined,
      arrived: [],
      delivering: false,
    };
    this.#sockets.set(line, kept);
    line.end.listen((event) => this.#arrive(kept, event));
  }

  /** For inspection, in the order in which the sockets were accepted. */
  describe(): { readonly tags: string[]; readonly state: "open" | "closing" | "closed" }[] {
    return [...this.#sockets.values()].map(({ line, tags }) => ({
      tags: [...tags],
      state: line.ended
        ? "closed"
        : line.closedIncoming || line.closedOutgoing
          ? "closing"
          : "open",
    }));
  }

  /** All sockets, newest first; or those with a tag, oldest first. */
  list(tag?: string): WorkerWebSocket[] {
    const all = [...this.#sockets.values()];
    const found =
      tag === undefined ? all.toReversed() : all.filter(({ tags }) => tags.includes(tag));
    return found.map((kept) => view(kept));
  }

  /** Undefined for a socket that is not kept here (any more). */
  tags(socket: WorkerWebSocket): readonly string[] | undefined {
    return this.#sockets.get(WorkerWebSocket.lineOf(socket))?.tags;
  }

  /** When a message was last answered automatically, in ms since the epoch. */
  autoResponseTime(socket: WorkerWebSocket): number | undefined {
    return this.#sockets.get(WorkerWebSocket.lineOf(socket))?.autoResponseTime;
  }

  /** The object was evicted, and its `WebSocket` objects with it. */
  hibernate(): void {
    for (const kept of this.#sockets.values()) kept.view = undefined;
  }

  /** The object broke or its server closes: clients see code 1006, and no handler runs. */
  disconnect(): void {
    for (const { line } of this.#sockets.values()) {
      line.closedIncoming = true;
      line.closedOutgoing = true;
      line.end.send({ type: "lost" });
    }
    this.#sockets.clear();
  }

  #arrive(kept: KeptSocket, event: SocketEvent): void {
    if (!this.#sockets.has(kept.line)) return;
    kept.arrived.push(event);
    if (!kept.delivering) this.#deliverNext(kept);
  }

  /**
   * Events of one socket begin in order, automatic answers included. A handler that awaits does not
   * delay the next event.
   */
  #deliverNext(kept: KeptSocket): void {
    let event = kept.arrived.shift();
    while (event !== undefined && this.#answered(kept, event)) event = kept.arrived.shift();
    kept.delivering = event !== undefined && this.#sockets.has(kept.line);
    if (event === undefined || !kept.delivering) return;
    this.#deliver(kept, event);
  }

  /** Answers the event automatically if it can. Returns whether it did. */
  #answered(kept: KeptSocket, event: SocketEvent): boolean {
    const { autoResponse } = this;
    if (autoResponse === null || event.type !== "message") return false;
    if (event.data !== autoResponse.request) return false;
    kept.autoResponseTime = this.#options.now();
    const { line } = kept;
    // Goes behind earlier messages of the object, which may still wait for their output gate.
    if (!line.closedOutgoing) {
      line.send({ type: "message", data: autoResponse.response }, openContext);
    }
    return true;
  }

  #deliver(kept: KeptSocket, event: SocketEvent): void {
    let actor: IoActor;
    try {
      actor = this.#options.getActor();
    } catch {
      // The namespace is closing and disconnects its sockets.
      return;
    }
    const delivered = actor.deliver(async (instance) => {
      const clearLimit = this.#limit(actor);
      try {
        const handled = this.#handle(instance, kept, event);
        this.#deliverNext(kept);
        await handled;
      } finally {
        clearLimit();
      }
    });
    delivered
      .catch((error: unknown) => {
        if (actor.broken === undefined) this.#options.failed(actor, error);
      })
      .finally(() => {
        if (event.type !== "message") this.#sockets.delete(kept.line);
      });
  }

  async #handle(instance: object, kept: KeptSocket, event: SocketEvent): Promise<void> {
    const socket = view(kept);
    if (event.type === "message") {
      const { data } = event;
      await call(instance, "webSocketMessage", [
        socket,
        typeof data === "string" ? data : bufferOf(data),
      ]);
      return;
    }
    kept.line.closedIncoming = true;
    const { code, reason } = event.type === "close" ? event : LOST;
    await call(instance, "webSocketClose", [socket, code, reason, event.type === "close"]);
  }

  /** `global-scope.c++:823` */
  #limit(actor: IoActor): () => void {
    if (this.eventTimeout === null) return () => undefined;
    return actor.activity.limit(this.eventTimeout, () => {
      const error = new Error("Actor exceeded event execution time and was disconnected.");
      actor.break(markError(error, { retryable: true, durableObjectReset: true }), {
        kind: "event-timeout",
      });
    });
  }
}

async function call(instance: Handlers, name: keyof Handlers, args: unknown[]): Promise<void> {
  const handler = instance[name];
  if (typeof handler === "function") await Reflect.apply(handler, instance, args);
}

function view(kept: KeptSocket): WorkerWebSocket {
  kept.view ??= new WorkerWebSocket(kept.line);
  return kept.view;
}
