import { DurableObject } from "cloudflare:workers";
import { stubByName } from "durable-utils/do-utils";
import { tryWhile } from "durable-utils/retries";
import { SQLSchemaMigrations } from "durable-utils/sql-migrations";

const migrations = [
  { idMonotonicInc: 1, description: "marks", sql: "CREATE TABLE marks (mark TEXT)" },
  { idMonotonicInc: 2, description: "times", sql: "ALTER TABLE marks ADD COLUMN at INTEGER" },
];

export class Log extends DurableObject {
  migrate(count) {
    const all = new SQLSchemaMigrations({
      doStorage: this.ctx.storage,
      migrations: migrations.slice(0, count),
    });
    return all.runAll();
  }
  async mark(mark) {
    this.ctx.storage.sql.exec("INSERT INTO marks (mark) VALUES (?)", mark);
    await this.ctx.storage.setAlarm(Date.now() + 3_600_000);
  }
  alarm() {
    this.ctx.storage.sql.exec("UPDATE marks SET at = ?", Date.now());
  }
  marks() {
    return this.ctx.storage.sql.exec("SELECT * FROM marks").toArray();
  }
  fail() {
    this.ctx.abort("on purpose");
  }
}

export default {
  /** Retries a call that resets its object. */
  async fetch(request, env) {
    let attempts = 0;
    const marks = await tryWhile(
      async () => {
        const log = stubByName(env.Log, "a");
        if (attempts++ === 0) await log.fail();
        return log.marks();
      },
      (error) => attempts < 3 && error.durableObjectReset === true,
    );
    return Response.json({ attempts, marks });
  },
};
