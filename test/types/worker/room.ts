import { DurableObject, RpcTarget, WorkerEntrypoint } from "cloudflare:workers";

export interface Env {
  ROOMS: DurableObjectNamespace<Room>;
  GREETER: Service<Greeter>;
  MOTTO: string;
}

export interface Message {
  readonly text: string;
  readonly sent: Date;
}

/** Goes by reference. */
export class Topic extends RpcTarget {
  readonly #name: string;

  constructor(name: string) {
    super();
    this.#name = name;
  }

  name(): string {
    return this.#name;
  }
}

/** A room that uses what Durable Objects offer. */
export class Room extends DurableObject<Env> {
  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    void ctx.blockConcurrencyWhile(async () => {
      ctx.storage.sql.exec("CREATE TABLE IF NOT EXISTS messages (text TEXT, sent INTEGER)");
    });
  }

  async say(text: string): Promise<Message> {
    const { storage } = this.ctx;
    const sent = new Date();
    storage.sql.exec("INSERT INTO messages VALUES (?, ?)", text, sent.getTime());
    if ((await storage.getAlarm()) === null) await storage.setAlarm(sent.getTime() + 60_000);
    await storage.put("last", text);
    storage.kv.put("count", (storage.kv.get<number>("count") ?? 0) + 1);
    return { text, sent };
  }

  count(): number {
    return this.ctx.storage.sql.exec<{ n: number }>("SELECT count(*) AS n FROM messages").one().n;
  }

  topic(): Topic {
    return new Topic(this.env.MOTTO);
  }

  override async alarm(info?: AlarmInvocationInfo): Promise<void> {
    if (info?.isRetry) console.log(this.ctx.id.name, info.retryCount);
    await this.ctx.storage.transaction(async (transaction) => {
      await transaction.delete("last");
    });
  }

  override async fetch(request: Request): Promise<Response> {
    if (request.headers.get("Upgrade") !== "websocket") return new Response(null, { status: 426 });
    const { 0: client, 1: server } = new WebSocketPair();
    this.ctx.acceptWebSocket(server, ["guest"]);
    server.serializeAttachment({ since: Date.now() });
    return new Response(null, { status: 101, webSocket: client });
  }

  override async webSocketMessage(socket: WebSocket, message: string | ArrayBuffer): Promise<void> {
    for (const other of this.ctx.getWebSockets("guest")) if (other !== socket) other.send(message);
  }

  override webSocketClose(socket: WebSocket, code: number, reason: string): void {
    socket.close(code, reason);
  }
}

export class Greeter extends WorkerEntrypoint<Env> {
  async greet(name: string): Promise<string> {
    using topic = await this.env.ROOMS.getByName(name).topic();
    return `Hello ${name}, ${await topic.name()}`;
  }
}

export default {
  async fetch(request, env) {
    const id = env.ROOMS.idFromName(new URL(request.url).pathname);
    return env.ROOMS.get(id).fetch(request);
  },
} satisfies ExportedHandler<Env>;
