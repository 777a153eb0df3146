import { expect, test } from "vitest";
import { verify } from "../../../../src/host/inspect/verify.ts";
import { AlarmTable } from "../../../../src/storage/tables/alarm-table.ts";
import { Committer } from "../../../../src/storage/disk/committer.ts";
import type { Database } from "../../../../src/storage/sqlite/database.ts";
import { DiskError } from "../../../../src/storage/disk/disk.ts";
import { MemoryDisk } from "../../../../src/storage/disk/memory-disk.ts";
import { MetadataTable } from "../../../../src/storage/tables/metadata-table.ts";
import { PageFile } from "../../../../src/storage/sqlite/page-file.ts";
import { loadSqlite } from "../../storage/sqlite/load-sqlite.ts";

const sqlite = await loadSqlite();
const TIME = Date.UTC(2030, 0, 1);
const METADATA = "rooms/metadata.sqlite";

/** A disk of which the test writes the files itself. */
class Files {
  readonly disk = new MemoryDisk("test");
  readonly #committer = new Committer(this.disk, { schedule: queueMicrotask });

  async write(path: string, work: (database: Database) => void): Promise<void> {
    const database = sqlite.open(new PageFile(path, await this.disk.open(path)));
    work(database);
    await this.#committer.committed(database.file);
    database.close();
    this.disk.release(path);
  }

  /** An object's file, and its row, each with its own time. */
  async object(id: string, own: number | null, scheduled: number | null): Promise<void> {
    await this.write(`rooms/${id}.sqlite`, (database) => {
      database.exec("CREATE TABLE t (x)");
      if (own !== null) new MetadataTable(database).setAlarm(own);
    });
    await this.write(METADATA, (database) => {
      const table = new AlarmTable(database);
      if (scheduled !== null) table.upsert(id, `name of ${id}`, scheduled);
    });
  }

  verify() {
    const storage = { disk: this.disk, committer: this.#committer, sqlite };
    return verify([storage], async () => undefined);
  }
}

test("a disk whose files are sound and whose alarms agree, to the millisecond, is ok", async () => {
  const files = new Files();
  await files.object("a", TIME, TIME);
  await files.object("b", null, null);
  const report = await files.verify();
  expect(report.files.map(({ path, problems }) => [path, problems])).toEqual([
    ["rooms/a.sqlite", []],
    ["rooms/b.sqlite", []],
    [METADATA, []],
  ]);
  expect(report.files.every(({ size }) => size > 0)).toBe(true);
  expect(report).toMatchObject({ alarms: [], ok: true });
  expect(await new Files().verify()).toEqual({ files: [], alarms: [], ok: true });
});

test.each<[string, number | null, number | null]>([
  ["the times differ", TIME, TIME + 1],
  ["the row is missing", TIME, null],
  ["the object has none", null, TIME],
])("alarms that do not agree: %s", async (_, own, scheduled) => {
  const files = new Files();
  await files.object("a", TIME, TIME);
  await files.object("b", own, scheduled);
  const actorName = scheduled === null ? null : "name of b";
  expect(await files.verify()).toMatchObject({
    alarms: [{ namespace: "rooms", actorId: "b", actorName, own, scheduled }],
    ok: false,
  });
});

test("an alarm of an object that has no file", async () => {
  const files = new Files();
  await files.write(METADATA, (database) => new AlarmTable(database).upsert("x", undefined, TIME));
  expect((await files.verify()).alarms).toEqual([
    { namespace: "rooms", actorId: "x", actorName: null, own: null, scheduled: TIME },
  ]);
});

test("an object with an alarm in a directory without metadata.sqlite", async () => {
  const files = new Files();
  await files.write("rooms/x.sqlite", (database) => new MetadataTable(database).setAlarm(TIME));
  expect((await files.verify()).alarms).toMatchObject([{ own: TIME, scheduled: null }]);
});

test("what SQLite and the disk find is told of its file, and its alarm is not compared", async () => {
  const files = new Files();
  for (const id of ["a", "b", "c"]) await files.object(id, TIME, TIME);
  const image = await files.disk.open("rooms/a.sqlite");
  image.write(0, new Uint8Array(100).fill(7));
  const { open } = files.disk;
  files.disk.open = async function refusing(path) {
    if (path === "rooms/b.sqlite") throw new DiskError("damaged", "chunk 1 is missing", { path });
    return open.call(this, path);
  };
  const report = await files.verify();
  expect(report.files.map(({ problems }) => problems)).toEqual([
    [expect.stringContaining("file is not a database")],
    ["chunk 1 is missing"],
    [],
    [],
  ]);
  expect(report).toMatchObject({ alarms: [], ok: false });
});

test("a damaged metadata.sqlite is told, and nothing is compared with it", async () => {
  const files = new Files();
  await files.object("a", TIME, TIME + 1);
  const image = await files.disk.open(METADATA);
  image.write(0, new Uint8Array(100).fill(7));
  const { alarms, ok } = await files.verify();
  expect([alarms, ok]).toEqual([[], false]);
});

test("a disk that cannot be read at all is an error", async () => {
  const files = new Files();
  await files.object("a", TIME, TIME);
  files.disk.open = async () => {
    throw new DiskError("unavailable", "it is gone");
  };
  await expect(files.verify()).rejects.toThrow("it is gone");
});
