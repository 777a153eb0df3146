import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import initSqlJs from "sql.js";
import {
  checkFiles,
  expectSound,
  listDirectory,
  query,
  readDirectory,
  tables,
  writeDirectory,
} from "./disk-files.ts";
import { Cast, deliveries, test, UNNAMED } from "./exchange.ts";
import { expect } from "./fixture.ts";

const HOUR = 3_600_000;
const FAR = Date.UTC(2100, 0, 1);
const METADATA = "keepers/metadata.sqlite";

// Several runtimes start in sequence.
test.setTimeout(240_000);

/** The alarm table from before alarms had their objects' names. */
async function withoutNames(base64: string | undefined): Promise<string> {
  const SQL = await initSqlJs();
  const database = new SQL.Database();
  database.run(
    "CREATE TABLE _cf_ALARM (actor_id TEXT PRIMARY KEY, scheduled_time INTEGER) WITHOUT ROWID",
  );
  const alarms = query(base64, "SELECT actor_id, CAST(scheduled_time AS TEXT) FROM _cf_ALARM");
  for (const [id, time] of alarms) {
    database.run("INSERT INTO _cf_ALARM VALUES (?, CAST(? AS INTEGER))", [
      String(id),
      String(time),
    ]);
  }
  const older = Buffer.from(database.export()).toString("base64");
  database.close();
  return older;
}

test("a metadata.sqlite without names is migrated, and workerd opens the result", async ({
  directory,
  startTabd,
  startWorkerd,
}) => {
  const now = Date.now();
  const overdue = now - HOUR;
  const cast = new Cast();
  const before = await startTabd();
  await before.freeze(now - 2 * HOUR);
  await cast.add(before, "overdue", { name: "overdue" }, ["setAlarm", overdue]);
  await cast.add(before, "far", { name: "far" }, ["put", "a", 1], ["setAlarm", FAR]);
  await cast.add(before, "farther", { name: "farther" }, ["setAlarm", FAR + 1]);
  const files = await before.files();
  await before.close();
  const older = { ...files, [METADATA]: await withoutNames(files[METADATA]) };
  expect(query(older[METADATA], "SELECT name FROM pragma_table_info('_cf_ALARM')")).toEqual([
    ["actor_id"],
    ["scheduled_time"],
  ]);

  // workerd migrates the file.
  await writeDirectory(directory, older);
  const workerd = await startWorkerd();
  expect(await deliveries(workerd, 1)).toEqual([["workerd", cast.id("overdue"), UNNAMED, overdue]]);
  expect(await cast.alarms(workerd)).toEqual({ far: FAR, farther: FAR + 1 });
  await workerd.stop();
  const byWorkerd = await readDirectory(directory);

  // tabd migrates it alike, and stores a name once a call has one.
  const after = await startTabd(older);
  expect(await deliveries(after, 1)).toEqual([["tabd", cast.id("overdue"), UNNAMED, overdue]]);
  expect(await cast.alarms(after)).toEqual({ far: FAR, farther: FAR + 1 });
  const unnamed = [
    { id: cast.id("far"), name: null, nanoseconds: `${FAR}000000` },
    { id: cast.id("farther"), name: null, nanoseconds: `${FAR + 1}000000` },
  ];
  const opened = await after.files();
  expect(checkFiles(opened).alarms["keepers"]).toEqual(unnamed);
  expect(checkFiles(byWorkerd).alarms["keepers"]).toEqual(unnamed);
  expect(tables(opened[METADATA])).toEqual(tables(byWorkerd[METADATA]));
  await after.freeze(now - 2 * HOUR);
  await after.tell({ name: "far" }, ["setAlarm", overdue + 1]);
  const migrated = await after.files();
  await after.close();
  expectSound(migrated);

  // workerd opens the file that tabd migrated.
  await rm(join(directory, "keepers"), { recursive: true });
  await writeDirectory(directory, migrated);
  const last = await startWorkerd();
  expect(await deliveries(last, 1)).toEqual([["workerd", cast.id("far"), "far", overdue + 1]]);
  expect(await cast.contents(last)).toMatchObject({ far: [["a", 1]] });
  expect(await cast.alarms(last)).toEqual({ farther: FAR + 1 });
  await last.stop();
  const left = await readDirectory(directory);
  expectSound(left);
  expect(checkFiles(left).alarms["keepers"]).toEqual([unnamed[1]]);
});

test("workerd's -wal files hold the latest commits after a kill, until it stops cleanly", async ({
  directory,
  startTabd,
  startWorkerd,
}) => {
  const cast = new Cast();
  const killed = await startWorkerd();
  await cast.add(killed, "writes", { name: "writes" }, ["storeRows", 50], ["setAlarm", FAR]);
  const stored = await cast.contents(killed);
  await killed.stop("SIGKILL");
  const path = cast.path("writes");
  expect(await listDirectory(directory)).toEqual(expect.arrayContaining([`${path}-wal`]));
  await expect(readDirectory(directory)).rejects.toThrow(/-wal holds commits .* SIGTERM/);
  const alone = await readFile(join(directory, path));
  expect(tables(alone.toString("base64"))).toEqual({});

  // An object without a due alarm opens only when it is called.
  const idle = await startWorkerd();
  await idle.stop();
  await expect(readDirectory(directory)).rejects.toThrow(`${path}-wal holds commits`);
  const again = await startWorkerd();
  expect(await cast.contents(again)).toEqual(stored);
  await again.stop();
  const files = await readDirectory(directory);
  expectSound(files);

  const tabd = await startTabd(files);
  expect(await cast.contents(tabd)).toEqual(stored);
  expect(await cast.alarms(tabd)).toEqual({ writes: FAR });
  await tabd.close();
});
