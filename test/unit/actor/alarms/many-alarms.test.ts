import { expect, test } from "vitest";
import { HORIZON_MS } from "../../../../src/actor/alarms/alarm-heap.ts";
import { type AlarmRow, AlarmTable } from "../../../../src/storage/tables/alarm-table.ts";
import { FileImage } from "../../../../src/storage/disk/file-image.ts";
import { PageFile } from "../../../../src/storage/sqlite/page-file.ts";
import { loadSqlite } from "../../storage/sqlite/load-sqlite.ts";
import { Harness, START } from "./scheduler-harness.ts";

const ALARMS = 100_000;
const MINUTE = { timeout: 60_000 };
const actorId = (n: number): string => n.toString(16).padStart(64, "0");

/** A real table that counts reads of the whole table. */
class CountingTable extends AlarmTable {
  scans = 0;

  override earliest(after: number): number | null {
    this.scans++;
    return super.earliest(after);
  }

  override due(until: number): AlarmRow[] {
    this.scans++;
    return super.due(until);
  }
}

async function bigTable(alarms: number, timeOf: (n: number) => number): Promise<CountingTable> {
  const sqlite = await loadSqlite();
  const database = sqlite.open(new PageFile("key/metadata.sqlite", new FileImage()));
  const table = new CountingTable(database);
  database.exec("BEGIN");
  for (let n = 0; n < alarms; n++) table.upsert(actorId(n), undefined, timeOf(n));
  database.exec("COMMIT");
  return table;
}

/** A tenth of them within the horizon. */
const spread = (alarms: number) => (n: number) =>
  START + 1 + Math.floor((n * 10 * HORIZON_MS) / alarms);

test("a hundred thousand overdue alarms fire, and other tasks get their turn", MINUTE, async () => {
  const table = await bigTable(ALARMS, (n) => START - 1 - n);
  const h = new Harness({ table });
  for (let n = 0; n < ALARMS; n++) h.records.set(actorId(n), START - 1 - n);
  let turns = 0;
  const other = (): void => {
    turns++;
    if (h.scheduler.busy) h.loop.post(other);
  };
  h.scheduler.load();
  h.platform.pass(0);
  h.loop.post(other);
  await h.settle();
  expect(h.scheduler.ended).toBe(ALARMS);
  expect(h.runs[0]?.actorId).toBe(actorId(ALARMS - 1));
  expect(h.runs.at(-1)?.actorId).toBe(actorId(0));
  expect(turns).toBeGreaterThan(1000);
  expect(table.count()).toBe(0);
  expect(h.scheduler.next()).toBe(null);
});

test("with a hundred thousand alarms pending, setAlarm() reads no other row", MINUTE, async () => {
  const table = await bigTable(ALARMS, spread(ALARMS));
  const h = new Harness({ table });
  h.scheduler.load();
  const { scans } = table;
  for (let n = 0; n < 1000; n++) {
    h.set(actorId((n * 97) % ALARMS), HORIZON_MS / 2 + n);
    h.set(`new ${n}`, 20 * HORIZON_MS + n);
  }
  for (let n = 0; n < 1000; n++) {
    h.delete(`new ${n}`);
    if (n % 97 !== 0) h.delete(actorId(n));
  }
  expect(table.scans).toBe(scans);
  expect(table.count()).toBe(ALARMS - 989);
});

test("alarms spread over ten hours fire in order, with one read of the table each hour", async () => {
  const alarms = 5000;
  const table = await bigTable(alarms, spread(alarms));
  const h = new Harness({ table });
  h.scheduler.load();
  const due = table.due(START + HORIZON_MS).map((row) => row.actorId);
  for (const actor of due) h.records.set(actor, table.get(actor)?.scheduledTime ?? 0);
  for (const actor of due.slice(0, 5)) h.delete(actor);
  const before = table.scans;
  await h.pass(HORIZON_MS / 10);
  expect(h.runs.map((run) => run.actorId)).toEqual(due.slice(5, h.runs.length + 5));
  expect(h.runs.length).toBe(alarms / 100 - 5);
  expect(table.scans).toBe(before);
  await h.pass(0.9 * HORIZON_MS);
  expect(h.scheduler.ended).toBe(alarms / 10 - 5);
  expect(table.scans).toBe(before + 2);
});
