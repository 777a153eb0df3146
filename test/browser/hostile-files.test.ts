import { exportDisk, serve, wipeDisk } from "tabd";
import { expect, test, vi } from "vitest";
import { ActorIdFactory } from "../../src/codec/actor-id.ts";
import { openIndexedDbDisk } from "../../src/storage/indexed-db/indexed-db-disk.ts";
import { endlessDatabase } from "../hostile/endless-database.ts";
import { exported, fingerprints, idOf, keeperOf, keepersOn } from "./serving/keeping.ts";
import { newDisk, PATIENCE, rejection, start } from "./serving/serving.ts";

const METADATA = "keepers/metadata.sqlite";

/** A disk with a file that SQLite never finishes reading, as an older tabd would have imported it. */
async function hostileDisk(...paths: string[]): Promise<string> {
  const name = newDisk();
  const disk = await openIndexedDbDisk(name);
  await disk.replace(new Map(paths.map((path) => [path, endlessDatabase()])));
  await disk.close();
  return name;
}

test("a database that SQLite never finishes reading is refused by name, and the server keeps running", async () => {
  const server = await start(keepersOn(newDisk()));
  await keeperOf(server, "a").put("key", 1);
  const before = await exported(server);
  for (const path of [METADATA, `keepers/${idOf(server, "b")}.sqlite`]) {
    const refusal = rejection(server.import({ [path]: endlessDatabase() }, { overwrite: true }));
    // The host does not read it.
    expect(await keeperOf(server, "a").get("key")).toBe(1);
    expect((await refusal).message).toBe(
      `Cannot import "${path}": SQLite did not finish checking it within 9 s. Its content may be ` +
        "made to never end. Nothing was imported.",
    );
  }
  expect(await exported(server)).toEqual(before);
}, 40_000);

test("a disk with files that SQLite never finishes reading is served, and the files are named", async () => {
  const object = `keepers/${new ActorIdFactory("keepers").idFromName("b").hex}.sqlite`;
  const server = await start(keepersOn(await hostileDisk(METADATA, object)));
  const damaged = server.events.past.find(({ type }) => type === "file-damaged");
  expect(damaged).toMatchObject({ path: METADATA });
  expect(JSON.stringify(damaged)).toMatch(
    /cannot use \\"keepers\/metadata.sqlite\\": its page 12 has several parents; .* server.wipe\(\)/,
  );
  await keeperOf(server, "a").put("key", 1);
  const { ok, files } = await server.verify();
  expect(ok).toBe(false);
  const problems = files.filter((file) => file.problems.length > 0);
  expect(problems.map((file) => [file.path, file.problems])).toEqual([
    [object, ["its page 12 has several parents"]],
    [METADATA, ["its page 12 has several parents"]],
  ]);
  expect((await server.export()).files[METADATA]).toEqual(endlessDatabase());
  await server.wipe();
  expect(await server.verify()).toMatchObject({ ok: true });
});

test("a disk whose server never starts can be exported and wiped without it", async () => {
  const disk = await hostileDisk(METADATA);
  const waiting = {
    worker: undefined as never,
    modules: { "main.js": "await new Promise(() => {});" },
  };
  const starting = new AbortController();
  const started = rejection(serve({ ...keepersOn(disk), ...waiting }, { signal: starting.signal }));
  await vi.waitUntil(async () => {
    const { held = [] } = await navigator.locks.query();
    return held.some(({ name }) => name === `tabd:disk:${disk}`);
  }, PATIENCE);
  starting.abort(new Error("it never starts"));
  await started;
  const { files, damaged } = await exportDisk(disk);
  expect(damaged).toEqual([]);
  expect(await fingerprints(files)).toEqual(await fingerprints({ [METADATA]: endlessDatabase() }));
  expect(await wipeDisk(disk)).toBe(1);
  expect(await exportDisk(disk)).toEqual({ files: {}, damaged: [] });
  const server = await start(keepersOn(disk));
  await keeperOf(server, "a").put("key", 1);
  expect(await keeperOf(server, "a").get("key")).toBe(1);
});

test("a disk whose code does not load can be exported without it", async () => {
  const disk = newDisk();
  const server = await start(keepersOn(disk));
  await keeperOf(server, "a").put("key", 1);
  const { files } = await server.export();
  for (const use of [exportDisk, wipeDisk]) {
    expect((await rejection(use(disk) as Promise<unknown>)).message).toBe(
      `Disk "${disk}" is in use by a running server, in this tab or another: close or kill that ` +
        "server, then try again.",
    );
  }
  await server.close();
  const broken = { ...keepersOn(disk), worker: undefined as never, modules: { "main.js": "}" } };
  await rejection(serve(broken));
  expect(await fingerprints((await exportDisk(disk)).files)).toEqual(await fingerprints(files));
});

test("a disk that does not exist has no files and is not created", async () => {
  const disk = newDisk();
  expect(await exportDisk(disk)).toEqual({ files: {}, damaged: [] });
  expect(await wipeDisk(disk)).toBe(0);
  const databases = await indexedDB.databases();
  expect(databases.map(({ name }) => name)).not.toContain(`tabd:${disk}`);
  expect((await rejection(exportDisk(""))).message).toMatch(/^disk: give the name of a disk/);
});
