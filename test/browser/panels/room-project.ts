import type { Project } from "../../../demo/session/project.ts";
import { newDisk } from "../serving/serving.ts";

/** A class with everything that the panels show. */
const source = `
import { DurableObject } from "cloudflare:workers";

export class Room extends DurableObject {
  async enter(name: string, at?: Date) {
    await this.ctx.storage.put("member " + name, { name, at: at ?? null, tags: new Set(["new"]) });
    return { entered: name, at };
  }

  async remind(delay: number) {
    await this.ctx.storage.setAlarm(Date.now() + delay);
  }

  async fail(message: string) {
    throw Object.assign(new TypeError(message), { code: 7 });
  }

  makeTable(rows: number) {
    const { sql } = this.ctx.storage;
    sql.exec("CREATE TABLE IF NOT EXISTS talk (id INTEGER PRIMARY KEY, text TEXT, extra BLOB)");
    for (let row = 1; row <= rows; row++) {
      sql.exec("INSERT INTO talk (text) VALUES (?)", "line " + row);
    }
  }

  async hang() {
    await new Promise(() => undefined);
  }

  /** Puts a value into a facet or a nested facet. */
  nook([name, ...below]: string[], key: string, value: unknown) {
    const nook = this.ctx.facets.get(name, () => ({ class: this.ctx.exports.Nook }));
    return nook.keep(below, key, value);
  }

  dropNook(name: string) {
    this.ctx.facets.delete(name);
  }

  async alarm() {
    const rung = (await this.ctx.storage.get<number>("rung")) ?? 0;
    await this.ctx.storage.put("rung", rung + 1);
  }

  async fetch(request: Request) {
    const { 0: client, 1: server } = new WebSocketPair();
    this.ctx.acceptWebSocket(server, ["guest"]);
    return new Response(null, { status: 101, webSocket: client });
  }

  async webSocketMessage(socket: WebSocket, data: string | ArrayBuffer) {
    socket.send(typeof data === "string" ? "you said " + data : data);
    if (data === "bye") socket.close(4001, "as told");
  }

  async webSocketClose(socket: WebSocket, code: number, reason: string) {
    socket.close(code, reason + ", then");
  }
}

class Nook extends DurableObject {
  async keep([name, ...below]: string[], key: string, value: unknown) {
    if (name === undefined) return this.ctx.storage.put(key, value);
    const nook = this.ctx.facets.get(name, () => ({ class: this.ctx.exports.Nook }));
    return nook.keep(below, key, value);
  }
}
// Exported as a property, it has no namespace of its own.
export { Nook };

export default {
  async fetch(request: Request, env: { ROOM: { getByName(name: string): Room } }) {
    const { pathname } = new URL(request.url);
    if (request.headers.get("Upgrade") === "websocket") {
      return env.ROOM.getByName(pathname.slice(1)).fetch(request);
    }
    if (pathname === "/endless") {
      const { readable, writable } = new TransformStream();
      const writer = writable.getWriter();
      writer.write(new TextEncoder().encode("and on"));
      return new Response(readable);
    }
    const body = await request.text();
    const said = request.headers.get("X-Said");
    return Response.json({ method: request.method, pathname, body, said }, { status: 201 });
  },
};
`;

/** A new project on a new disk. */
export function roomProject(change: Partial<Project> = {}): Project {
  return {
    name: "panels",
    files: { "index.ts": source },
    config: {
      main: "index.ts",
      compatibilityDate: "2026-11-17",
      namespaces: [{ className: "Room", binding: "ROOM" }],
    },
    disk: newDisk(),
    ...change,
  };
}
