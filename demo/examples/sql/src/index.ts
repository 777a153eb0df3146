import { DurableObject } from "cloudflare:workers";

interface Env {
  THERMOMETER: DurableObjectNamespace<Thermometer>;
}

const KEEP = 60_000;

/** Stores the temperatures of the last minute in a table. */
export class Thermometer extends DurableObject<Env> {
  readonly #sql = this.ctx.storage.sql;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.#sql.exec(
      "CREATE TABLE IF NOT EXISTS readings (time INTEGER PRIMARY KEY, degrees REAL NOT NULL)",
    );
  }

  async record(degrees: number) {
    const time = Date.now();
    this.#sql.exec("INSERT OR REPLACE INTO readings VALUES (?, ?)", time, degrees);
    if ((await this.ctx.storage.getAlarm()) === null) {
      await this.ctx.storage.setAlarm(time + KEEP);
    }
  }

  async summary() {
    return this.#sql.exec("SELECT count(*) AS count, avg(degrees) AS average FROM readings").one();
  }

  async alarm() {
    // Rows and alarm change in one transaction of one database.
    this.#sql.exec("DELETE FROM readings WHERE time <= ?", Date.now() - KEEP);
    const [next] = this.#sql.exec<{ time: number }>("SELECT time FROM readings LIMIT 1").toArray();
    if (next !== undefined) await this.ctx.storage.setAlarm(next.time + KEEP);
  }
}

export default {
  // POST /kitchen?degrees=21.5 records, GET /kitchen summarizes
  async fetch(request, env) {
    const { pathname, searchParams } = new URL(request.url);
    const thermometer = env.THERMOMETER.getByName(pathname.slice(1));
    if (request.method === "POST") await thermometer.record(Number(searchParams.get("degrees")));
    return Response.json(await thermometer.summary());
  },
} satisfies ExportedHandler<Env>;
