import type { FacetInfo, Server } from "tabd";
import { expect, test } from "vitest";

import { newDisk, rejection, start } from "./serving/serving.ts";

const main = `
import { DurableObject } from "cloudflare:workers";

class Nest extends DurableObject {
  /** Calls a method of the object, or of the facet at a path of names. */
  async at([name, ...way], method, ...args) {
    if (name === undefined) return this[method](...args);
    return this.ctx.facets.get(name, () => ({ class: this.ctx.exports.Inner })).at(way, method, ...args);
  }
  put(key, value) { this.ctx.storage.kv.put(key, value); }
  get(key) { return this.ctx.storage.kv.get(key) ?? null; }
  count() {
    const n = (this.ctx.storage.kv.get("n") ?? 0) + 1;
    this.ctx.storage.kv.put("n", n);
    return n;
  }
  sql(query) { return this.ctx.storage.sql.exec(query).toArray(); }
  drop(name) { this.ctx.facets.delete(name); }
  wait() { return new Promise(() => undefined); }
  nothing() {}
  now() { return Date.now(); }
  fetch() {
    const { 0: follower, 1: server } = new WebSocketPair();
    this.ctx.acceptWebSocket(server, ["deep down"]);
    return new Response(null, { status: 101, webSocket: follower });
  }
}
export class Inner extends Nest {}
export class Outer extends Nest {
  plan(time) { return this.ctx.storage.setAlarm(time); }
  async alarm() { this.put("facet's time", await this.at(["a"], "now")); }
  fetch(request) {
    return this.ctx.facets.get("wire", () => ({ class: this.ctx.exports.Inner })).fetch(request);
  }
}
export class Fleeting extends DurableObject {}
export default {};
`;

interface Outer {
  at(way: readonly string[], method: string, ...args: unknown[]): Promise<unknown>;
  fetch(url: string, init: RequestInit): Promise<Response>;
}

const outersOn = (disk: string) => ({
  modules: { "main.js": main },
  compatibilityDate: "2026-11-17",
  durableObjectNamespaces: [
    { className: "Outer", uniqueKey: "outers", enableSql: true },
    { className: "Fleeting", ephemeralLocal: true as const },
  ],
  durableObjectStorage: { localDisk: disk },
  bindings: { OUTERS: { durableObjectNamespace: "Outer" } },
});

const outerOf = (server: Server, name = "o"): Outer =>
  server.env["OUTERS"].getByName(name) as unknown as Outer;
const idOf = (server: Server, name = "o"): string => String(server.env["OUTERS"].idFromName(name));
const the = (...facet: string[]) => ({ className: "Outer", name: "o", facet });

/** Names that are not identifiers and have characters that paths and JSON must quote. */
const ODD = ["__proto__", 'a/"b', "ä 🐣\0", "7"] as const;

/** The object "o", not running, with the facets `a` and `b`; `b` has a facet `deep`. */
async function withColdFacets(): Promise<Server> {
  const disk = newDisk();
  const before = await start(outersOn(disk));
  const outer = outerOf(before);
  await outer.at(["a"], "put", "where", "a");
  await outer.at(["b"], "put", "where", "b");
  await outer.at(["b", "deep"], "put", "where", ["b", "deep"]);
  await before.close();
  return start(outersOn(disk));
}

const shapes = (facets: readonly FacetInfo[]): unknown[] =>
  facets.map(({ name, state, className, facets: below }) => [
    name,
    state,
    className,
    shapes(below),
  ]);

test("objects() lists the facets of each object with their states and classes", async () => {
  const server = await start(outersOn(newDisk()));
  const outer = outerOf(server);
  await outer.at(["a"], "put", "key", 1);
  await outer.at(["b", "deep", "deepest"], "put", "key", 1);
  await outer.at(["light"], "nothing");
  void outer.at(["busy"], "wait").catch(() => undefined);
  await outer.at([], "nothing");
  const [object] = (await server.inspect.objects({ className: "Outer" })).objects;
  expect(shapes(object?.facets ?? [])).toEqual([
    ["a", "idle", "Inner", []],
    ["b", "idle", "Inner", [["deep", "idle", "Inner", [["deepest", "idle", "Inner", []]]]]],
    ["light", "idle", "Inner", []],
    ["busy", "running", "Inner", []],
  ]);
  const files = await server.inspect.files();
  const sizeOf = (number: number): number | undefined =>
    files.find(({ path }) => path === `outers/${idOf(server)}.${number}.sqlite`)?.size;
  expect(object?.facets[0]?.fileSize).toBe(sizeOf(1));
  expect(object?.facets[0]?.fileSize).toBeGreaterThan(4096);
  expect(object?.facets[2]?.fileSize).toBe(0);
  expect(object).toMatchObject({ fileSize: 0, facetsProblem: null });

  await server.control.abort(the("light"));
  await server.control.abort(the("a"), "enough");
  const [after] = (await server.inspect.objects({ className: "Outer" })).objects;
  expect(shapes(after?.facets ?? [])).toEqual([
    ["a", "cold", "Inner", []],
    ["b", "idle", "Inner", [["deep", "idle", "Inner", [["deepest", "idle", "Inner", []]]]]],
    ["busy", "running", "Inner", []],
  ]);
  await outer.at([], "drop", "b");
  expect(await outer.at([], "get", "key")).toBe(null);
  const [last] = (await server.inspect.objects({ className: "Outer" })).objects;
  expect(last?.facets.map(({ name }) => name)).toEqual(["a", "busy"]);
});

test("objects() lists an object that has only facets, and starts none of them", async () => {
  const server = await withColdFacets();
  const { objects, total } = await server.inspect.objects();
  expect(total).toBe(1);
  expect(objects).toMatchObject([{ id: idOf(server), state: "cold", fileSize: 0 }]);
  expect(shapes(objects[0]?.facets ?? [])).toEqual([
    ["a", "cold", null, []],
    ["b", "cold", null, [["deep", "cold", null, []]]],
  ]);
  expect(await server.inspect.actors()).toEqual([]);
});

test("objects() reports an unreadable facet index and lists the other objects", async () => {
  const disk = newDisk();
  const server = await start(outersOn(disk));
  await outerOf(server).at(["a"], "put", "key", 1);
  await outerOf(server, "other").at(["a"], "put", "key", 1);
  const { files } = await server.export();
  await server.close();

  const damaged = await start(outersOn(disk));
  const path = `outers/${idOf(damaged)}.facets`;
  const bytes = new Uint8Array(files[path] ?? []);
  // The magic number is valid, so the file is accepted; the rest is not UTF-8.
  bytes[bytes.length - 1] = 0xff;
  await damaged.import({ ...files, [path]: bytes }, { overwrite: true });
  const { objects } = await damaged.inspect.objects();
  const byId = new Map(objects.map((object) => [object.id, object]));
  expect(byId.get(idOf(damaged, "other"))?.facets).toMatchObject([{ name: "a" }]);
  const own = byId.get(idOf(damaged));
  expect(own?.facets).toEqual([]);
  expect(own?.facetsProblem).toContain(`their index ${path} cannot be read.`);
  expect((await rejection(damaged.inspect.kv(the("a")))).message).toContain(path);
});

test("kv and sql read a facet that runs or not, without starting it", async () => {
  const server = await withColdFacets();
  for (const way of [["a"], ["b"], ["b", "deep"]]) {
    const { entries } = await server.inspect.kv(the(...way));
    expect(entries).toMatchObject([{ key: "where", value: way.length > 1 ? way : way[0] }]);
  }
  expect((await server.inspect.sql(the("b"), "SELECT count(*) FROM _cf_KV")).rows).toEqual([[1]]);
  // An empty path means the object itself, which has no data.
  expect((await server.inspect.kv(the())).entries).toEqual([]);
  expect(await server.inspect.actors()).toEqual([]);

  await outerOf(server).at(["a"], "put", "more", 2);
  expect((await server.inspect.kv(the("a"))).entries).toMatchObject([{ key: "more" }, {}]);
  await outerOf(server).at(["b"], "sql", "CREATE TABLE notes (text)");
  await outerOf(server).at(["b"], "sql", "INSERT INTO notes VALUES ('one')");
  expect((await server.inspect.sql(the("b"), "SELECT * FROM notes")).rows).toEqual([["one"]]);
});

test("facets are selected by name, whatever characters it has", async () => {
  const server = await start(outersOn(newDisk()));
  for (const name of ODD) await outerOf(server).at([name, ...ODD.slice(0, 1)], "put", "name", name);
  const [object] = (await server.inspect.objects()).objects;
  expect(object?.facets.map(({ name }) => name)).toEqual(ODD);
  await server.control.evict({ className: "Outer", name: "o" });
  for (const name of ODD) {
    await server.control.putKv(the(name, "__proto__"), "more", name);
    expect((await server.inspect.kv(the(name, "__proto__"))).entries.map(({ value }) => value)) //
      .toEqual([name, name]);
  }
});

test("control writes to a running facet, which sees the change at once", async () => {
  const server = await start(outersOn(newDisk()));
  const outer = outerOf(server);
  expect(await outer.at(["b", "deep"], "count")).toBe(1);
  await server.control.putKv(the("b", "deep"), "n", 10);
  expect(await outer.at(["b", "deep"], "count")).toBe(11);
  expect(await server.control.deleteKv(the("b", "deep"), "n")).toBe(true);
  expect(await server.control.deleteKv(the("b", "deep"), "n")).toBe(false);
  expect(await outer.at(["b", "deep"], "count")).toBe(1);
  const made = await server.control.sql(
    the("b"),
    "CREATE TABLE t (x); INSERT INTO t VALUES (?), (?) RETURNING x",
    1,
    2,
  );
  expect(made.rows).toEqual([[1], [2]]);
  expect(await outer.at(["b"], "sql", "SELECT sum(x) AS sum FROM t")).toEqual([{ sum: 3 }]);
});

test("control writes to the file of a facet that does not run, without starting it", async () => {
  const server = await withColdFacets();
  const value = { when: new Date(0), map: new Map([["x", 1n]]) };
  await server.control.putKv(the("b", "deep"), "n", 41);
  await server.control.putKv(the("a"), "value", value);
  await server.control.sql(the("a"), "CREATE TABLE t (x)");
  const { rows } = await server.control.sql(the("a"), "INSERT INTO t VALUES (1) RETURNING x");
  expect(rows).toEqual([[1]]);
  expect(await server.control.deleteKv(the("a"), "where")).toBe(true);
  const [object] = (await server.inspect.objects()).objects;
  expect(object?.state).toBe("idle");
  expect(shapes(object?.facets ?? [])).toEqual([
    ["a", "cold", null, []],
    ["b", "cold", null, [["deep", "cold", null, []]]],
  ]);
  // The write is durable, and the facet reads it.
  const { files } = await server.export();
  await server.kill();
  const second = await start(outersOn(newDisk()));
  await second.import(files);
  expect((await second.inspect.kv(the("a"))).entries).toMatchObject([{ key: "value", value }]);
  expect(await outerOf(second).at(["b", "deep"], "count")).toBe(42);
  expect(await outerOf(second).at(["a"], "sql", "SELECT x FROM t")).toEqual([{ x: 1 }]);
  expect((await second.verify()).ok).toBe(true);
});

test("a facet that starts while control writes to its file keeps the writes of both", async () => {
  const server = await withColdFacets();
  for (let round = 0; round < 20; round++) {
    const key = `round ${round}`;
    const written = server.control.putKv(the("a"), key, round);
    const counted = outerOf(server).at(["a"], "count");
    const more = server.control.putKv(the("a"), `${key}, more`, round);
    await Promise.all([written, counted, more]);
    expect(await outerOf(server).at(["a"], "get", key)).toBe(round);
    expect(await outerOf(server).at(["a"], "get", `${key}, more`)).toBe(round);
    expect(await counted).toBe(round + 1);
    await server.control.evict({ className: "Outer", name: "o" });
  }
  expect((await server.inspect.kv(the("a"))).entries).toHaveLength(42);
  expect((await server.verify()).ok).toBe(true);
});

test("concurrent writes to a facet that does not run are all kept, and no other write is lost", async () => {
  const server = await withColdFacets();
  const others = Array.from({ length: 20 }, (_, i) => outerOf(server, `other ${i}`));
  const written = Array.from({ length: 20 }, (_, i) => [
    server.control.putKv(the("b", "deep"), `key ${i}`, i),
    others[i]?.at([], "put", "key", i),
    others[i]?.at(["new"], "put", "key", i),
  ]);
  await Promise.all(written.flat());
  expect((await server.inspect.kv(the("b", "deep"))).entries).toHaveLength(21);
  expect((await server.verify()).ok).toBe(true);
});

test("a facet whose file is imported during writes has the import, or the import and later writes", async () => {
  const server = await withColdFacets();
  const { files } = await server.export();
  for (let round = 0; round < 12; round++) {
    const writes = Array.from({ length: 6 }, (_, i) => server.control.putKv(the("a"), `k${i}`, i));
    const imported = server.import(files, { overwrite: true });
    const more = Array.from({ length: 6 }, (_, i) => server.control.putKv(the("a"), `l${i}`, i));
    const [ends] = await Promise.all([Promise.allSettled([...writes, ...more]), imported]);
    const keys = (await server.inspect.kv(the("a"))).entries.map(({ key }) => key);
    expect(keys).toContain("where");
    // A write that was reported as failed is not stored.
    for (const [i, { status }] of ends.entries()) {
      if (status === "rejected") expect(keys).not.toContain(`${i < 6 ? "k" : "l"}${i % 6}`);
    }
    expect((await server.verify()).ok).toBe(true);
  }
});

test("control refuses writes that a facet may not make, with the same error whether or not it runs", async () => {
  const server = await withColdFacets();
  const { control, inspect } = server;
  const refusal = async (asked: Promise<unknown>): Promise<string> =>
    (await rejection(asked)).message;
  expect(await refusal(control.putKv(the("a"), "key", "x".repeat(9_000_000)))).toContain(
    "string or blob too big",
  );
  const deferred =
    "CREATE TABLE one (id PRIMARY KEY); " +
    "CREATE TABLE two (one REFERENCES one (id) DEFERRABLE INITIALLY DEFERRED); " +
    "INSERT INTO two VALUES (7)";
  const cold = await refusal(control.sql(the("a"), deferred));
  expect(cold).toContain("FOREIGN KEY constraint failed");
  for (const sql of ["PRAGMA cache_size = 1", "DELETE FROM _cf_KV", "BEGIN", "ATTACH 'x' AS y"]) {
    const own = await refusal(outerOf(server).at(["b"], "sql", sql));
    expect(await refusal(control.sql(the("a"), sql)), sql).toBe(own);
    expect(await refusal(control.sql(the("b"), sql)), sql).toBe(own);
  }
  expect((await inspect.objects()).objects[0]?.facets).toMatchObject([{ state: "cold" }, {}]);
  // The writes of the failed commit are gone.
  expect(await outerOf(server).at(["a"], "sql", "SELECT name FROM sqlite_schema")).toEqual([
    { name: "_cf_KV" },
  ]);
  // It resets a running facet, as a failure of its own code does; its object keeps running.
  expect(await refusal(control.sql(the("a"), deferred))).toBe(cold);
  const [object] = (await inspect.objects()).objects;
  expect(object).toMatchObject({ state: "idle", facets: [{ state: "cold" }, { state: "idle" }] });
  expect(await outerOf(server).at(["a"], "get", "where")).toBe("a");
});

test("the error about a missing facet names the existing facets", async () => {
  const server = await withColdFacets();
  const { inspect, control } = server;
  const o = 'object "o" of class "Outer"';
  const none = `The ${o} has no facet ["deep"]. It has ["a"], ["b"], ["b","deep"].`;
  for (const asked of [
    inspect.kv(the("deep")),
    inspect.sql(the("deep"), "SELECT 1"),
    control.putKv(the("deep"), "a", 1),
    control.deleteKv(the("deep"), "a"),
    control.sql(the("deep"), "SELECT 1"),
    control.abort(the("deep")),
  ]) {
    expect((await rejection(asked)).message).toBe(none);
  }
  expect((await rejection(inspect.kv({ ...the("a"), name: "p" }))).message).toBe(
    'The object "p" of class "Outer" has no facet ["a"]. ' +
      "It has no facets: its code makes them with ctx.facets.get().",
  );
  expect((await rejection(inspect.kv({ className: "Fleeting", id: "x", facet: ["a"] }))).message) //
    .toContain("have no storage");
  expect((await rejection(control.abort(the("a")))).message).toBe(
    `The facet ["a"] of the ${o} is not running, so it cannot be aborted.`,
  );
  for (const facet of ["a", [1], [["a"]], {}, 7]) {
    const asked = inspect.kv({ className: "Outer", name: "o", facet: facet as string[] });
    expect(await rejection(asked)).toMatchObject({ name: "TypeError" });
    expect((await rejection(asked)).message).toContain("facet: must be an array of names");
  }
  expect(await inspect.actors()).toEqual([]);
});

test("the error about a missing facet does not name all of many facets", async () => {
  const server = await start(outersOn(newDisk()));
  for (let count = 0; count < 12; count++) {
    await outerOf(server).at([`f${count}`], "put", "key", count);
  }
  const { message } = await rejection(server.inspect.kv(the("x")));
  expect(message).toMatch(/"f9"\] and 2 more: inspect\.objects\(\) lists them\.$/);
});

test("alarm and eviction calls for a facet fail and point to its object", async () => {
  const server = await withColdFacets();
  const { control } = server;
  const facet = 'The facet ["a"] of the object "o" of class "Outer" cannot be used here: ';
  const instead = ' Omit "facet" to select the object.';
  for (const asked of [
    control.runAlarm(the("a")),
    control.deleteAlarm(the("a")),
    control.failNextAlarm(the("a")),
  ]) {
    expect((await rejection(asked)).message).toBe(`${facet}facets have no alarms.${instead}`);
  }
  expect((await rejection(control.evict(the("a")))).message).toBe(
    `${facet}it stays as long as its object does.${instead}`,
  );
  expect(await server.inspect.actors()).toEqual([]);
});

test("abort resets a facet and those below it, but not its object", async () => {
  const server = await start(outersOn(newDisk()));
  const outer = outerOf(server);
  await outer.at(["b", "deep"], "count");
  const waiting = outer.at(["b"], "wait");
  await outer.at([], "nothing");
  await server.control.abort(the("b"), "enough of this");
  expect((await rejection(waiting)).message).toContain("enough of this");
  const [object] = (await server.inspect.objects()).objects;
  expect(object?.state).toBe("idle");
  expect(shapes(object?.facets ?? [])).toEqual([
    ["b", "cold", "Inner", [["deep", "cold", "Inner", []]]],
  ]);
  expect(await outer.at(["b", "deep"], "count")).toBe(2);
});

test("sockets() lists a facet's sockets as its own, without an object for it", async () => {
  const server = await start(outersOn(newDisk()));
  const answer = await outerOf(server).fetch("https://outer/", {
    headers: { Upgrade: "websocket" },
  });
  expect(answer.status).toBe(101);
  expect(await server.inspect.sockets()).toMatchObject([
    { id: idOf(server), name: "o", facet: ["wire"], tags: ["deep down"], hibernating: false },
  ]);
  const { objects } = await server.inspect.objects();
  expect(objects.map(({ id }) => id)).toEqual([idOf(server)]);
});

test("a follower inspects and controls the same facets as the leader", async () => {
  const disk = newDisk();
  const leader = await start(outersOn(disk));
  const follower = await start(outersOn(disk));
  expect(follower.role).toBe("follower");
  expect(await outerOf(leader).at(["b", "deep"], "count")).toBe(1);
  const [object] = (await follower.inspect.objects()).objects;
  expect(object?.facets).toMatchObject([{ name: "b", facets: [{ name: "deep", state: "idle" }] }]);
  await follower.control.putKv(the("b", "deep"), "n", 6);
  expect((await follower.inspect.kv(the("b", "deep"))).entries).toMatchObject([{ value: 6 }]);
  expect(await outerOf(leader).at(["b", "deep"], "count")).toBe(7);
});

test("the clock stands still while an alarm starts a facet", async () => {
  const server = await withColdFacets();
  const start = Date.UTC(2030, 0, 1);
  await server.clock.freeze(start);
  const [outer, other] = [outerOf(server), outerOf(server, "other")];
  await outer.at([], "plan", start + 1000);
  await other.at([], "plan", start + 2000);
  await server.clock.advance(5000);
  expect(await outer.at([], "get", "facet's time")).toBe(start + 1000);
  expect(await other.at([], "get", "facet's time")).toBe(start + 2000);
});
