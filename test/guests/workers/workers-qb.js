import { DurableObject } from "cloudflare:workers";
import { DOQB } from "workers-qb";

const migrations = [
  { name: "1-users", sql: "CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT NOT NULL);" },
  { name: "2-ages", sql: "ALTER TABLE users ADD COLUMN age INTEGER;" },
];

export class Directory extends DurableObject {
  qb = new DOQB(this.ctx.storage.sql);

  migrate(count) {
    const builder = this.qb.migrations({ migrations: migrations.slice(0, count) });
    return builder.apply().map(({ name }) => name);
  }
  async add(names) {
    const data = names.map((name) => ({ name }));
    await this.ctx.storage.setAlarm(Date.now() + 3_600_000);
    return this.qb.insert({ tableName: "users", data, returning: "*" }).execute().results;
  }
  alarm() {
    const where = { conditions: "name = ?1", params: ["Ada"] };
    this.qb.update({ tableName: "users", data: { age: 36 }, where }).execute();
    this.qb.delete({ tableName: "users", where: { conditions: "age IS NULL" } }).execute();
  }
  all() {
    return this.qb.select("users").orderBy("name").all().results;
  }
}

export default {};
