import { Actor, handler } from "@cloudflare/actors";

export class Desk extends Actor {
  static nameFromRequest(request) {
    return new URL(request.url).pathname.split("/")[2];
  }

  constructor(ctx, env) {
    super(ctx, env);
    this.storage.migrations = [
      { idMonotonicInc: 1, description: "notes", sql: "CREATE TABLE notes (note TEXT)" },
      { idMonotonicInc: 2, description: "times", sql: "ALTER TABLE notes ADD COLUMN at INTEGER" },
    ];
  }

  async onRequest(request) {
    await this.storage.runMigrations();
    if (request.method === "POST") {
      await this.alarms.schedule(60, "note", "delayed");
      await this.alarms.schedule(new Date(await request.text()), "note", "dated");
      await this.alarms.schedule("0 * * * *", "note", "hourly");
    }
    const notes = this.sql`SELECT note, at FROM notes ORDER BY at`;
    return Response.json({
      name: this.name,
      notes: notes.map(({ note, at }) => [new Date(at).toISOString().slice(11, 16), note]),
    });
  }
  note(text) {
    void this.storage.sql`INSERT INTO notes VALUES (${text}, ${Date.now()})`;
  }

  shouldUpgradeSocket() {
    return true;
  }
  onWebSocketMessage(ws, message) {
    this.sockets.message(`${this.sockets.connections.size}: ${message}`, "*");
  }
}

export default handler(Desk);
