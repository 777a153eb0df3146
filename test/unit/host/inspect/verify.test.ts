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

/** A disk whose files the test writes. */
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

  /** Writes an alarm's time to an object's file and to its row in `_cf_ALARM`. */
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

test("a disk with undamaged files and matching alarms is ok", async () => {
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
  ["the object has no alarm", null, TIME],
])("a mismatch of alarms is reported: %s", async (_, own, scheduled) => {
  const files = new Files();
  await files.object("a", TIME, TIME);
  await files.object("b", own, scheduled);
  const actorName = scheduled === null ? null : "name of b";
  expect(await files.verify()).toMatchObject({
    alarms: [{ namespace: "rooms", actorId: "b", actorName, own, scheduled }],
    ok: false,
  });
});

test("an alarm of an object without a file is reported", async () => {
  const files = new Files();
  await files.write(METADATA, (database) => new AlarmTable(database).upsert("x", undefined, TIME));
  expect((await files.verify()).alarms).toEqual([
    { namespace: "rooms", actorId: "x", actorName: null, own: null, scheduled: TIME },
  ]);
});

test("an object's alarm without metadata.sqlite is reported", async () => {
  const files = new Files();
  await files.write("rooms/x.sqlite", (database) => new MetadataTable(database).setAlarm(TIME));
  expect((await files.verify()).alarms).toMatchObject([{ own: TIME, scheduled: null }]);
});

test("damage is reported for its file, and the alarm of that file is not compared", async () => {
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

test("alarms are not compared with a damaged metadata.sqlite", async () => {
  const files = new Files();
  await files.object("a", TIME, TIME + 1);
  const image = await files.disk.open(METADATA);
  image.write(0, new Uint8Array(100).fill(7));
  const { alarms, ok } = await files.verify();
  expect([alarms, ok]).toEqual([[], false]);
});

test("verify() rejects if the disk cannot be read", async () => {
  const files = new Files();
  await files.object("a", TIME, TIME);
  files.disk.open = async () => {
    throw new DiskError("unavailable", "it is gone");
  };
  await expect(files.verify()).rejects.toThrow("it is gone");
});

test.each([
  "CREATE TABLE u (_cf_x, y DEFAULT '_cf_KV', CONSTRAINT _cf_c CHECK (y > 0))",
  "CREATE TABLE u (k REFERENCES _cf_METADATA (key) ON DELETE CASCADE)",
  "CREATE TRIGGER g AFTER INSERT ON t BEGIN DELETE FROM _cf_METADATA; END",
  "CREATE VIEW v AS SELECT * FROM _cf_METADATA",
])("a file is sound that workerd lets code make: %s", async (statement) => {
  const files = new Files();
  await files.object("a", TIME, TIME);
  await files.write("rooms/a.sqlite", (database) => database.exec(statement));
  expect(await files.verify()).toMatchObject({ ok: true });
});
