import { DurableObject } from "cloudflare:workers";

interface Env {
  ROOM: DurableObjectNamespace<Room>;
}

/** A chat room whose WebSockets stay open while it hibernates. */
export class Room extends DurableObject<Env> {
  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    console.log("The room starts.");
  }

  async fetch(request: Request) {
    if (request.headers.get("Upgrade") !== "websocket") return Response.json(this.#names());
    const name = new URL(request.url).searchParams.get("name") ?? "Somebody";
    const [client, server] = Object.values(new WebSocketPair()) as [WebSocket, WebSocket];
    // The runtime holds the socket, so the object can hibernate.
    this.ctx.acceptWebSocket(server, [name]);
    this.#say(`${name} joined.`);
    return new Response(null, { status: 101, webSocket: client });
  }

  async webSocketMessage(socket: WebSocket, message: string | ArrayBuffer) {
    this.#say(`${this.ctx.getTags(socket)[0]}: ${String(message)}`);
  }

  async webSocketClose(socket: WebSocket) {
    this.#say(`${this.ctx.getTags(socket)[0]} left.`);
  }

  #say(line: string) {
    for (const socket of this.ctx.getWebSockets()) {
      if (socket.readyState === WebSocket.OPEN) socket.send(line);
    }
  }

  #names() {
    return this.ctx.getWebSockets().map((socket) => this.ctx.getTags(socket)[0]);
  }
}

export default {
  // A WebSocket to /lobby?name=Ada, or GET /lobby
  async fetch(request, env) {
    const room = new URL(request.url).pathname.slice(1);
    return env.ROOM.getByName(room).fetch(request);
  },
} satisfies ExportedHandler<Env>;
