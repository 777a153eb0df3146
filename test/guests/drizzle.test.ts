import { describe, expect, test } from "vitest";
import { openGuest } from "./guest.ts";

describe.each(["modules", "worker"] as const)("code as %s", (form) => {
  const guest = openGuest("drizzle", ["Library"], "2026-12-01T10:00:00Z", form);
  const call = (method: string, ...args: unknown[]): Promise<unknown> =>
    guest.call("Library", "city", method, ...args);

  test("migrations, queries, transactions and relations over a reload", async () => {
    expect(await call("migrate", 1)).toEqual([
      { name: "__drizzle_migrations" },
      { name: "authors" },
      { name: "sqlite_sequence" },
    ]);
    expect(await call("addAuthor", "Austen")).toEqual([{ id: 1, name: "Austen" }]);
    expect(await call("addTwice", "Eliot")).toBe(
      "UNIQUE constraint failed: authors.name: SQLITE_CONSTRAINT (extended: SQLITE_CONSTRAINT_UNIQUE)",
    );
    await guest.reload();
    expect(await call("migrate", 2)).toContainEqual({ name: "books" });
    const emma = { id: 1, title: "Emma", author: 1, tags: ["novel"] };
    const persuasion = { id: 2, title: "Persuasion", author: 1, tags: null };
    expect(await call("addBooks", [emma, persuasion])).toBe(2);
    await call("read", "Emma");
    const kept = { ...persuasion, read: false, added: null };
    const added = new Date("2026-01-02");
    expect(await call("report")).toEqual([
      { id: 1, name: "Austen", books: [kept, { ...emma, read: true, added }] },
    ]);
    expect(await call("joined")).toEqual([{ name: "Austen", count: 2 }]);
    await guest.reload();
    await guest.setTime("2026-12-01T11:01:00Z");
    expect(await call("report")).toEqual([{ id: 1, name: "Austen", books: [kept] }]);
  });
});
