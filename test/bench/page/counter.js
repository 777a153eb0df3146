// The object that the suites from the page call.
// @ts-nocheck -- it is compiled by neither runtime
import { DurableObject } from "cloudflare:workers";

export class Counter extends DurableObject {
  constructor(ctx, env) {
    super(ctx, env);
    ctx.storage.sql.exec(
      "CREATE TABLE IF NOT EXISTS counts (name TEXT PRIMARY KEY, count INTEGER)",
    );
  }

  add(a, b) {
    return a + b;
  }

  async increment() {
    const count = ((await this.ctx.storage.get("count")) ?? 0) + 1;
    await this.ctx.storage.put("count", count);
    return count;
  }

  incrementBySql() {
    const { sql } = this.ctx.storage;
    sql.exec("INSERT INTO counts VALUES ('a', 1) ON CONFLICT DO UPDATE SET count = count + 1");
    return sql.exec("SELECT count FROM counts WHERE name = 'a'").one().count;
  }

  fetch() {
    return new Response("ok");
  }

  /** Calls another object, one call after the other. */
  async callOther(times) {
    const other = this.env.COUNTERS.getByName("other");
    for (let n = 0; n < times; n++) await other.add(n, 1);
  }

  /** The alarm writes, so that it is done when its write is durable. */
  async setAlarm(time) {
    await this.ctx.storage.setAlarm(time);
  }

  async alarm() {
    await this.ctx.storage.put("alarm", 1);
  }

  /** Rows and keys for the operations below. */
  fill() {
    const { sql, kv } = this.ctx.storage;
    sql.exec("CREATE TABLE IF NOT EXISTS items (id INTEGER PRIMARY KEY, name TEXT, size INTEGER)");
    sql.exec(
      "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000) " +
        "INSERT OR IGNORE INTO items SELECT i, 'item ' || i, i * 7 FROM n",
    );
    for (let n = 0; n < 1000; n++) kv.put(`key ${n}`, { n });
  }

  select(times) {
    const { sql } = this.ctx.storage;
    for (let n = 0; n < times; n++)
      sql.exec("SELECT * FROM items WHERE id = ?", 1 + (n % 10000)).one();
  }

  update(times) {
    const { sql } = this.ctx.storage;
    for (let n = 0; n < times; n++) {
      sql.exec("UPDATE items SET size = ? WHERE id = ?", n, 1 + (n % 10000));
    }
  }

  scan(rows) {
    return this.ctx.storage.sql.exec("SELECT * FROM items LIMIT ?", rows).toArray().length;
  }

  kvPut() {
    for (let n = 0; n < 1000; n++) this.ctx.storage.kv.put(`key ${n}`, { n });
  }

  kvGet() {
    for (let n = 0; n < 1000; n++) this.ctx.storage.kv.get(`key ${n}`);
  }

  kvList() {
    return [...this.ctx.storage.kv.list()].length;
  }
}
