import type { Server } from "tabd";
import { expect, test } from "vitest";

import { openIndexedDbDisk } from "../../src/storage/indexed-db/indexed-db-disk.ts";
import { exported, idOf, keeperOf, keepersOn } from "./serving/keeping.ts";
import { newDisk, rejection, start } from "./serving/serving.ts";

const FUTURE = 4_000_000_000_000;

/** One object, which does not run. */
async function withColdObject(): Promise<Server> {
  const disk = newDisk();
  const before = await start(keepersOn(disk));
  const keeper = keeperOf(before, "cold");
  await keeper.put("a", { list: [1, 2], when: new Date(0) });
  await keeper.put("b", new Map([["x", 1n]]));
  await keeper.sql("CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT, data BLOB)");
  await keeper.sql("INSERT INTO notes VALUES (1, 'one', x'0102'), (2, 'two', NULL)");
  await before.close();
  return start(keepersOn(disk));
}

test("objects() lists running and stored objects with their states", async () => {
  const server = await start(keepersOn(newDisk()));
  const [busy, idle, cold] = ["busy", "idle", "cold"].map((name) => keeperOf(server, name));
  await cold?.put("key", 1);
  await cold?.setAlarm(FUTURE);
  await server.control.evict({ className: "Keeper", name: "cold" });
  await busy?.setTimer();
  await idle?.put("key", 1);
  await server.env["FLEETING"].get("here").count();
  expect((await rejection(keeperOf(server, "broken", "FRAGILE").instance())).message).toBe(
    "made to break",
  );
  const socket = await keeperOf(server, "asleep").fetch("https://keeper/tag", {
    headers: { Upgrade: "websocket" },
  });
  expect(socket.status).toBe(101);
  await server.control.evict({ className: "Keeper", name: "asleep" });

  const { objects, total } = await server.inspect.objects();
  expect(total).toBe(6);
  const found = Object.fromEntries(objects.map((object) => [object.name ?? object.id, object]));
  const states = Object.entries(found).map(([name, { state }]) => [name, state]);
  expect(Object.fromEntries(states)).toEqual({
    busy: "running",
    idle: "idle",
    cold: "cold",
    asleep: "hibernating",
    broken: "broken",
    here: "idle",
  });
  expect(found["cold"]).toEqual({
    className: "Keeper",
    id: idOf(server, "cold"),
    name: "cold",
    state: "cold",
    problem: null,
    nextAlarm: FUTURE,
    fileSize: expect.any(Number),
    facets: [],
    facetsProblem: null,
  });
  expect(found["cold"]?.fileSize).toBeGreaterThan(4096);
  expect(found["broken"]?.problem).toBe("made to break");
  expect(found["here"]?.fileSize).toBe(0);
  // Within a class, objects in memory come first.
  expect(
    objects
      .slice(0, 2)
      .map(({ state }) => state)
      .toSorted(),
  ).toEqual(["idle", "running"]);
});

test("objects() knows a name from its alarm, pages its result, and searches", async () => {
  const disk = newDisk();
  const before = await start(keepersOn(disk));
  for (const name of ["one", "two", "three"]) await keeperOf(before, name).setAlarm(FUTURE);
  await keeperOf(before, "nameless").put("key", 1);
  await before.close();

  const server = await start(keepersOn(disk));
  const { objects } = await server.inspect.objects({ className: "Keeper" });
  expect(objects.map(({ id }) => id)).toEqual(objects.map(({ id }) => id).toSorted());
  expect(new Set(objects.map(({ name }) => name))).toEqual(new Set(["one", "two", "three", null]));
  expect(objects.every(({ state }) => state === "cold")).toBe(true);
  const part = await server.inspect.objects({ limit: 2, offset: 1 });
  expect(part).toEqual({ objects: objects.slice(1, 3), total: 4 });
  const search = await server.inspect.objects({ search: "t" });
  expect(search.objects.map(({ name }) => name).toSorted()).toEqual(["three", "two"]);
  const id = idOf(server, "nameless");
  expect((await server.inspect.objects({ search: id.slice(10, 30) })).objects[0]?.id).toBe(id);
  expect(await server.inspect.actors()).toEqual([]);
  const error = await rejection(server.inspect.objects({ limit: -1 }));
  expect(error.message).toBe("limit: must be a number of at least 0, not -1.");
});

test("objects() lists ten thousand objects without opening a file", async () => {
  const disk = newDisk();
  const written = await openIndexedDbDisk(disk);
  const ids = Array.from({ length: 10_000 }, (_, i) => i.toString(16).padStart(64, "0"));
  // Not a database: SQLite would fail to open it.
  const bytes = new TextEncoder().encode("no database");
  await written.replace(new Map(ids.map((id) => [`keepers/${id}.sqlite`, bytes])));
  await written.close();

  const server = await start(keepersOn(disk));
  await keeperOf(server, "a").setAlarm(FUTURE);
  const first = await server.inspect.objects({ limit: 2 });
  expect(first.total).toBe(10_001);
  expect(first.objects.map(({ name, state }) => [name, state])).toEqual([
    ["a", "idle"],
    [null, "cold"],
  ]);
  const last = await server.inspect.objects({ className: "Keeper", offset: 10_000 });
  expect(last.objects).toMatchObject([{ id: ids.at(-1), fileSize: bytes.length }]);
  const found = await server.inspect.objects({ search: "270f", limit: 5 });
  expect(found.objects.map(({ id }) => id)).toContain(ids.at(-1));
  expect(await server.inspect.objects({ search: "no such", limit: 5 })).toEqual({
    objects: [],
    total: 0,
  });
});

test("kv() decodes the values of an object that does not run, without starting it", async () => {
  const server = await withColdObject();
  const actor = { className: "Keeper", name: "cold" };
  expect(await server.inspect.kv(actor)).toEqual({
    entries: [
      { key: "a", value: { list: [1, 2], when: new Date(0) }, bytes: expect.any(Number) },
      { key: "b", value: new Map([["x", 1n]]), bytes: expect.any(Number) },
    ],
    more: false,
  });
  expect(await server.inspect.actors()).toEqual([]);
  const files = await server.inspect.files();
  const missing = { className: "Keeper", name: "nobody" };
  expect(await server.inspect.kv(missing)).toEqual({ entries: [], more: false });
  expect((await server.inspect.sql(missing, "SELECT count(*) FROM sqlite_schema")).rows).toEqual([
    [0],
  ]);
  expect(await server.inspect.files()).toEqual(files);
});

test("kv() selects keys by prefix, start and limit", async () => {
  const server = await start(keepersOn(newDisk()));
  const keeper = keeperOf(server, "many");
  for (const key of ["a", "b:1", "b:2", "b:3", "c", "b", "\u{ffff}", "\u{10000}"]) {
    await keeper.put(key, key);
  }
  const actor = { className: "Keeper", id: idOf(server, "many") };
  const keys = async (query?: object): Promise<[string[], boolean]> => {
    const { entries, more } = await server.inspect.kv(actor, query);
    return [entries.map(({ key }) => key), more];
  };
  expect(await keys()).toEqual([
    ["a", "b", "b:1", "b:2", "b:3", "c", "\u{ffff}", "\u{10000}"],
    false,
  ]);
  expect(await keys({ prefix: "b:" })).toEqual([["b:1", "b:2", "b:3"], false]);
  expect(await keys({ prefix: "b:", limit: 2 })).toEqual([["b:1", "b:2"], true]);
  expect(await keys({ prefix: "b:", startAfter: "b:2" })).toEqual([["b:3"], false]);
  expect(await keys({ start: "b:2", limit: 2 })).toEqual([["b:2", "b:3"], true]);
  expect(await keys({ prefix: "\u{ffff}" })).toEqual([["\u{ffff}"], false]);
});

test("kv() and sql() read what a running object has written so far", async () => {
  const server = await start(keepersOn(newDisk()));
  const actor = { className: "Keeper", name: "running" };
  const keeper = keeperOf(server, "running");
  await keeper.put("key", "before");
  let go: (() => void) | undefined;
  const waiting = new Promise<void>((resolve) => {
    go = resolve;
  });
  let written: (() => void) | undefined;
  const inside = new Promise<void>((resolve) => {
    written = resolve;
  });
  const putting = keeper.putSlowly("key", "inside", async () => {
    written?.();
    await waiting;
  });
  await inside;
  expect((await server.inspect.kv(actor)).entries[0]?.value).toBe("inside");
  const { rows } = await server.inspect.sql(actor, "SELECT key, length(value) FROM _cf_KV");
  expect(rows).toEqual([["key", expect.any(Number)]]);
  go?.();
  await putting;
  expect(await keeper.get("key")).toBe("inside");
});

test("kv() returns bytes that cannot be decoded as they are, with the reason", async () => {
  const server = await start(keepersOn(newDisk()));
  const keeper = keeperOf(server, "a");
  await keeper.put("good", 1);
  await keeper.put("odd", 1);
  const { files } = await server.export();
  const path = `keepers/${idOf(server, "a")}.sqlite`;
  const bytes = files[path] as Uint8Array;
  // The value of "odd" has a version that V8 does not have.
  const at = new TextDecoder("latin1").decode(bytes).lastIndexOf("odd\u{ff}");
  bytes[at + 4] = 0x63;
  await server.import({ [path]: bytes }, { overwrite: true });
  const { entries } = await server.inspect.kv({ className: "Keeper", name: "a" });
  expect(entries[0]).toMatchObject({ key: "good", value: 1 });
  expect(entries[1]).toMatchObject({ key: "odd", problem: expect.any(String) });
  expect(entries[1]?.value).toBeInstanceOf(Uint8Array);
});

test("sql() returns columns and rows of every table, and takes bindings", async () => {
  const server = await withColdObject();
  const actor = { className: "Keeper", name: "cold" };
  expect(await server.inspect.sql(actor, "SELECT * FROM notes WHERE id < ?", 3)).toEqual({
    columns: ["id", "text", "data"],
    rows: [
      [1, "one", new Uint8Array([1, 2]).buffer],
      [2, "two", null],
    ],
    truncated: false,
    rowsWritten: 0,
  });
  const system = await server.inspect.sql(actor, "SELECT key FROM _cf_KV ORDER BY key");
  expect(system.rows).toEqual([["a"], ["b"]]);
  const plan = await server.inspect.sql(actor, "EXPLAIN QUERY PLAN SELECT * FROM notes");
  expect(String(plan.rows[0]?.at(-1))).toContain("notes");
  const info = await server.inspect.sql(actor, "SELECT name FROM pragma_table_info('notes')");
  expect(info.rows.flat()).toEqual(["id", "text", "data"]);
  const many = await server.inspect.sql(
    actor,
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 5000) SELECT i FROM n;",
  );
  expect([many.rows.length, many.truncated]).toEqual([1000, true]);
  expect(await server.inspect.actors()).toEqual([]);
});

const refusals: readonly (readonly [sql: string, words: RegExp])[] = [
  ["INSERT INTO notes VALUES (3, '', NULL)", /INSERT is not allowed\. Use control\.sql\(\)/],
  ["WITH x AS (SELECT 1) DELETE FROM notes", /This statement writes\. Use control\.sql\(\)/],
  ["UPDATE _cf_KV SET value = NULL", /UPDATE is not allowed\. Use control\.sql\(\)/],
  ["DROP TABLE notes", /DROP is not allowed/],
  [
    "PRAGMA writable_schema = ON",
    /PRAGMA is not allowed\. Use functions such as SELECT \* FROM pragma_table_info/,
  ],
  ["ATTACH 'x' AS y", /ATTACH is not allowed/],
  ["BEGIN", /BEGIN is not allowed/],
  ["VACUUM", /VACUUM is not allowed/],
  ["SELECT 1; DELETE FROM notes", /one statement at a time/],
  ["SELECT load_extension('x')", /not authorized/],
  ["SELEC 1", /SELEC is not allowed/],
  ["SELECT missing FROM notes", /no such column: missing at offset 7: SQLITE_ERROR/],
  ["SELECT ?", /Wrong number of parameter bindings/],
  ["  -- nothing", /did not contain a statement/],
];

test("sql() refuses a statement that could write, whether or not the object runs", async () => {
  const server = await withColdObject();
  const actor = { className: "Keeper", name: "cold" };
  const before = await exported(server);
  for (const [sql, words] of refusals) {
    expect((await rejection(server.inspect.sql(actor, sql))).message, sql).toMatch(words);
  }
  expect(await server.inspect.actors()).toEqual([]);
  await keeperOf(server, "cold").instance();
  for (const [sql, words] of refusals) {
    expect((await rejection(server.inspect.sql(actor, sql))).message, sql).toMatch(words);
  }
  expect(await exported(server)).toEqual(before);
});

test("alarmTable() returns the stored rows", async () => {
  const server = await start(keepersOn(newDisk()));
  await keeperOf(server, "late").setAlarm(FUTURE + 1);
  await keeperOf(server, "early").setAlarm(FUTURE);
  const rows = ["early", "late"].map((name, index) => ({
    actor_id: idOf(server, name),
    scheduled_time: BigInt(FUTURE + index) * 1_000_000n,
    actor_name: name,
  }));
  expect(await server.inspect.alarmTable("Keeper")).toEqual({ rows, total: 2 });
  expect(await server.inspect.alarmTable("Keeper", { offset: 1 })).toEqual({
    rows: rows.slice(1),
    total: 2,
  });
  expect(await server.inspect.alarmTable("Fragile")).toEqual({ rows: [], total: 0 });
  expect(await server.inspect.alarmTable("Fleeting")).toEqual({ rows: [], total: 0 });
});

test("sockets() lists the hibernatable sockets, and whether their object hibernates", async () => {
  const server = await start(keepersOn(newDisk()));
  const open = { headers: { Upgrade: "websocket" } };
  await keeperOf(server, "room").fetch("https://keeper/first", open);
  await keeperOf(server, "room").fetch("https://keeper/second", open);
  const id = idOf(server, "room");
  const sockets = (hibernating: boolean): object[] =>
    ["first", "second"].map((tag) => {
      return {
        className: "Keeper",
        id,
        name: "room",
        facet: [],
        tags: [tag],
        state: "open",
        hibernating,
      };
    });
  expect(await server.inspect.sockets()).toEqual(sockets(false));
  await server.control.evict({ className: "Keeper", name: "room" });
  expect(await server.inspect.sockets("Keeper")).toEqual(sockets(true));
  expect(await server.inspect.sockets("Fragile")).toEqual([]);
});

test("an invalid selector fails with a message that says why", async () => {
  const server = await start(keepersOn(newDisk()));
  const ask = async (actor: object): Promise<string> =>
    (await rejection(server.inspect.kv(actor as { className: string }))).message;
  expect(await ask({ className: "Nobody", name: "a" })).toContain(
    'There is no Durable Object namespace of class "Nobody"',
  );
  expect(await ask({ className: "Keeper" })).toContain("by its id or its name");
  expect(await ask({})).toContain("Name the object");
  expect(await ask({ className: "Keeper", id: "123" })).toContain(
    '"123" is not an id of class "Keeper"',
  );
  expect(await ask({ className: "Keeper", id: idOf(server, "a", "FRAGILE") })).toContain(
    "Durable Object ID is not valid for this namespace.",
  );
  expect(await ask({ className: "Keeper", id: idOf(server, "a"), name: "b" })).toContain(
    '"b" is not the name of',
  );
  expect(await ask({ className: "Fleeting", name: "a" })).toContain("have no storage");
});
