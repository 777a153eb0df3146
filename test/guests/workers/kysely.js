import { DurableObject } from "cloudflare:workers";
import { Kysely, sql } from "kysely";
import { Migrator } from "kysely/migration";
import { DODialect } from "kysely-do";

const migrations = {
  "1-cities": {
    up: (db) =>
      db.schema
        .createTable("cities")
        .addColumn("id", "integer", (column) => column.primaryKey().autoIncrement())
        .addColumn("name", "text", (column) => column.notNull().unique())
        .execute(),
  },
  "2-people": {
    up: async (db) => {
      await db.schema.alterTable("cities").addColumn("people", "integer").execute();
      await db.schema.createIndex("by_people").on("cities").column("people").execute();
    },
  },
};

export class Atlas extends DurableObject {
  db = new Kysely({ dialect: new DODialect({ ctx: this.ctx }) });

  /** Applies the migrations up to one of them. */
  async migrate(name) {
    const provider = { getMigrations: async () => migrations };
    const migrator = new Migrator({ db: this.db, provider });
    const { error, results } = await migrator.migrateTo(name, { disableTransactions: true });
    return error === undefined ? results.map((result) => result.migrationName) : `${error}`;
  }
  async tables() {
    const tables = await this.db.introspection.getTables();
    return tables.map(({ name, columns }) => [name, columns.map((column) => column.name)]);
  }
  async add(...names) {
    const rows = names.map((name) => ({ name }));
    return this.db.insertInto("cities").values(rows).returning("id").execute();
  }
  async count() {
    const { numUpdatedRows } = await this.db
      .updateTable("cities")
      .set((eb) => ({ people: eb("id", "*", 1000) }))
      .where("id", ">", 1)
      .executeTakeFirst();
    await this.ctx.storage.setAlarm(Date.now() + 3_600_000);
    return Number(numUpdatedRows);
  }
  async alarm() {
    await this.db.deleteFrom("cities").where("people", "is", null).execute();
  }
  async list() {
    return this.db
      .selectFrom("cities")
      .select(["name", sql`upper(name)`.as("upper"), "people"])
      .orderBy("name", "desc")
      .execute();
  }
}

export default {};
