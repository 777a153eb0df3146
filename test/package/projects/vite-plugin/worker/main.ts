import { DurableObject } from "cloudflare:workers";
import ms from "ms";
import { greeting } from "./greeting.ts";

export class Reminder extends DurableObject {
  instance = crypto.randomUUID();

  async fetch(request: Request): Promise<Response> {
    const { storage } = this.ctx;
    if (request.headers.get("Upgrade") === "websocket") {
      const { 0: client, 1: server } = new WebSocketPair();
      this.ctx.acceptWebSocket(server);
      return new Response(null, { status: 101, webSocket: client });
    }
    if (request.method === "PUT") {
      await storage.put("setBy", this.instance);
      await storage.setAlarm(Date.now() + ms(await request.text()));
    }
    const stored = Object.fromEntries(await storage.list());
    return Response.json({ greeting, instance: this.instance, ...stored });
  }

  async alarm() {
    await this.ctx.storage.put("deliveredTo", this.instance);
    for (const socket of this.ctx.getWebSockets()) socket.send("delivered");
  }

  async webSocketMessage(socket: WebSocket) {
    if (await this.ctx.storage.get("deliveredTo")) socket.send("delivered");
  }
}

export default {
  fetch: (request, env) => env.REMINDERS.getByName("tea").fetch(request),
};
