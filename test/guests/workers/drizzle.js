import { DurableObject } from "cloudflare:workers";
import { desc, eq, relations, sql } from "drizzle-orm";
import { drizzle } from "drizzle-orm/durable-sqlite";
import { migrate } from "drizzle-orm/durable-sqlite/migrator";
import { integer, sqliteTable, text } from "drizzle-orm/sqlite-core";

const authors = sqliteTable("authors", {
  id: integer().primaryKey({ autoIncrement: true }),
  name: text().notNull().unique(),
});
const books = sqliteTable("books", {
  id: integer().primaryKey(),
  title: text().notNull(),
  author: integer().references(() => authors.id),
  read: integer({ mode: "boolean" }).default(false),
  added: integer({ mode: "timestamp_ms" }),
  tags: text({ mode: "json" }),
});
const schema = {
  authors,
  books,
  authorsRelations: relations(authors, ({ many }) => ({ books: many(books) })),
  booksRelations: relations(books, ({ one }) => ({
    by: one(authors, { fields: [books.author], references: [authors.id] }),
  })),
};

const migrations = {
  m0000: "CREATE TABLE authors (id integer PRIMARY KEY AUTOINCREMENT, name text NOT NULL UNIQUE);",
  m0001: [
    "CREATE TABLE books (id integer PRIMARY KEY, title text NOT NULL,",
    " author integer REFERENCES authors(id), read integer DEFAULT false, added integer, tags text);",
    "--> statement-breakpoint",
    "CREATE INDEX by_author ON books (author);",
  ].join("\n"),
};
const entries = [0, 1].map((idx) => ({ idx, when: idx + 1, tag: `000${idx}`, breakpoints: true }));

export class Library extends DurableObject {
  db = drizzle(this.ctx.storage, { schema });

  /** Applies the first `count` migrations. */
  async migrate(count) {
    await migrate(this.db, { journal: { entries: entries.slice(0, count) }, migrations });
    return this.db.all(sql`SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name`);
  }
  async addAuthor(name) {
    return this.db.insert(authors).values({ name }).returning();
  }
  async addBooks(rows) {
    return this.db.transaction((tx) => {
      tx.insert(books).values(rows).run();
      return tx.$count(books);
    });
  }
  /** A transaction that fails changes nothing. */
  async addTwice(name) {
    try {
      this.db.transaction((tx) => {
        tx.insert(authors).values({ name }).run();
        tx.insert(authors).values({ name }).run();
      });
      return "added";
    } catch (error) {
      return error.message;
    }
  }
  async read(title) {
    const added = new Date("2026-01-02");
    await this.db.update(books).set({ read: true, added }).where(eq(books.title, title));
    await this.ctx.storage.setAlarm(Date.now() + 3_600_000);
  }
  async alarm() {
    await this.db.delete(books).where(eq(books.read, true));
  }
  report() {
    return this.db.query.authors.findMany({ with: { books: { orderBy: desc(books.title) } } });
  }
  joined() {
    return this.db
      .select({ name: authors.name, count: sql`count(*)` })
      .from(authors)
      .innerJoin(books, eq(books.author, authors.id))
      .groupBy(authors.id);
  }
}

export default {};
