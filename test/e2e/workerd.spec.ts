import { rm } from "node:fs/promises";
import { join } from "node:path";
import {
  checkFiles,
  expectSound,
  journalVersions,
  listDirectory,
  readDirectory,
  storedBytes,
  tables,
  writeDirectory,
} from "./disk-files.ts";
import { Cast, deliveries, test, UNNAMED } from "./exchange.ts";
import { expect } from "./fixture.ts";

const HOUR = 3_600_000;
const FAR = Date.UTC(2100, 0, 1);

// Several runtimes start in sequence.
test.setTimeout(240_000);

/** The expected record of a pending alarm in `metadata.sqlite`. */
function filed(id: string, name: string | null, time: number): object {
  return { id, name, nanoseconds: `${time}000000` };
}

test("files move to workerd and back, and nothing is lost", async ({
  directory,
  startTabd,
  startWorkerd,
}) => {
  const now = Date.now();
  const overdue = now - HOUR;
  const soon = now + 10_000;
  const name = "überfällig, 名前";
  const cast = new Cast();

  // 1. tabd writes with a frozen clock, so that no alarm is due yet.
  const before = await startTabd();
  await before.freeze(now - 2 * HOUR);
  await cast.add(before, "overdue", { name }, ["storeAll"], ["setAlarm", overdue]);
  await cast.add(before, "nameless", {}, ["put", "a", 1], ["setAlarm", overdue + 1]);
  await cast.add(before, "twin", { name, binding: "OTHERS" }, ["setAlarm", overdue + 2]);
  await cast.add(before, "soon", { name: "soon" }, ["put", "a", 2], ["setAlarm", soon]);
  await cast.add(before, "far", { name: "far" }, ["setAlarm", FAR]);
  await cast.add(before, "quiet", { name: "quiet" }, ["storeAll"], ["storeRows", 300]);
  await cast.add(
    before,
    "fails",
    { name: "fails" },
    ["put", "fails in", "workerd"],
    ["setAlarm", overdue + 3],
  );
  await cast.add(before, "moves", { name: "moves" }, ["setAlarm", FAR + 1]);
  await cast.add(
    before,
    "cancels",
    { name: "cancels" },
    ["put", { kept: 1, deleted: 2 }],
    ["setAlarm", FAR + 2],
  );
  await cast.add(before, "forgets", { name: "forgets" }, ["storeRows", 20], ["setAlarm", FAR + 3]);
  const stored = await cast.contents(before);
  const { results } = await before.tell({ name: "quiet" }, ["originals"]);
  const [originals] = results as [{ $map: [string, unknown][] }];
  expect(Object.fromEntries(stored["overdue"] ?? [])).toEqual(Object.fromEntries(originals.$map));
  const fromTabd = await before.files();
  await before.close();
  expectSound(fromTabd);
  const metadata = ["keepers/metadata.sqlite", "others/metadata.sqlite"];
  expect(Object.keys(fromTabd)).toEqual([...cast.paths, ...metadata].toSorted());

  // 2. workerd delivers the due alarms before any object is called by its name.
  await writeDirectory(directory, fromTabd);
  const workerd = await startWorkerd();
  expect(await deliveries(workerd, 4)).toEqual([
    ["workerd", cast.id("overdue"), name, overdue],
    ["workerd", cast.id("nameless"), UNNAMED, overdue + 1],
    ["workerd", cast.id("twin"), name, overdue + 2],
    ["workerd", cast.id("soon"), "soon", soon],
  ]);
  await expect.poll(() => workerd.output).toContain("failing, as told");
  expect(await cast.contents(workerd)).toEqual(stored);
  expect(await cast.alarms(workerd)).toEqual({
    far: FAR,
    fails: overdue + 3,
    moves: FAR + 1,
    cancels: FAR + 2,
    forgets: FAR + 3,
  });

  // 3. It writes further values and alarms, and deletes some.
  await workerd.tell({ name }, ["put", "date", "another"], ["put", "new", new Date(now)]);
  await workerd.tell({ name: "moves" }, ["put", "moved", true], ["setAlarm", FAR - 1]);
  await workerd.tell({ name: "cancels" }, ["deleteAlarm"], ["delete", "deleted"]);
  await workerd.tell({ name: "forgets" }, ["deleteAll"]);
  await cast.add(
    workerd,
    "born",
    { name: "born in workerd" },
    ["storeAll"],
    ["storeRows", 100],
    ["setAlarm", now + HOUR],
  );
  await cast.add(workerd, "bornNameless", {}, ["put", "a", 3], ["setAlarm", now + HOUR + 1]);
  const kept = await cast.contents(workerd);
  expect(kept["cancels"]).toEqual([["kept", 1]]);
  expect(kept["forgets"]).toEqual([]);
  expect(kept["born"]?.filter(([key]) => !key.startsWith("row"))).toEqual(stored["overdue"]);
  await workerd.stop();
  // All its writes are in the files: no `-wal` file is left.
  expect(await listDirectory(directory)).toEqual([...cast.paths, ...metadata].toSorted());
  const fromWorkerd = await readDirectory(directory);
  expectSound(fromWorkerd);
  const pending = [
    filed(cast.id("fails"), "fails", overdue + 3),
    filed(cast.id("born"), "born in workerd", now + HOUR),
    filed(cast.id("bornNameless"), null, now + HOUR + 1),
    filed(cast.id("moves"), "moves", FAR - 1),
    filed(cast.id("far"), "far", FAR),
  ];
  expect(checkFiles(fromWorkerd).alarms).toEqual({ keepers: pending, others: [] });

  // Values that workerd kept, and equal values that both wrote, have the same bytes.
  const born = fromWorkerd[cast.path("born")];
  expect(tables(born)).toEqual(tables(fromTabd[cast.path("overdue")]));
  for (const path of metadata) expect(tables(fromWorkerd[path])).toEqual(tables(fromTabd[path]));
  expect(storedBytes(fromWorkerd[cast.path("quiet")])).toEqual(
    storedBytes(fromTabd[cast.path("quiet")]),
  );
  const same = Object.entries(storedBytes(fromTabd[cast.path("overdue")])).filter(
    // An error's stack contains the code's path.
    ([key]) => !key.startsWith("error"),
  );
  expect(storedBytes(born)).toMatchObject(Object.fromEntries(same));
  expect(journalVersions(born)).toEqual([2, 2]);

  // 4. tabd finds everything on a new disk with these files, and delivers overdue alarms.
  const after = await startTabd(fromWorkerd);
  const failedBefore = ["tabd", cast.id("fails"), "fails", overdue + 3];
  expect(await deliveries(after, 1)).toEqual([failedBefore]);
  expect(await cast.contents(after)).toEqual(kept);
  expect(await cast.alarms(after)).toEqual({
    born: now + HOUR,
    bornNameless: now + HOUR + 1,
    moves: FAR - 1,
    far: FAR,
  });
  const opened = await after.files();
  expectSound(opened);
  expect(checkFiles(opened).alarms).toEqual({ keepers: pending.slice(1), others: [] });
  expect(Object.keys(opened)).toEqual(Object.keys(fromWorkerd));

  // Alarms fire in order at their times, including those that were pending in both runtimes.
  await after.freeze(now);
  expect(await after.runUntilIdle()).toBe(4);
  expect(await deliveries(after, 5)).toEqual([
    failedBefore,
    ["tabd", cast.id("born"), "born in workerd", now + HOUR],
    ["tabd", cast.id("bornNameless"), UNNAMED, now + HOUR + 1],
    ["tabd", cast.id("moves"), "moves", FAR - 1],
    ["tabd", cast.id("far"), "far", FAR],
  ]);
  for (const { at, scheduledTime } of (await after.deliveries()).slice(1)) {
    expect(at).toBe(scheduledTime);
  }

  // 5. workerd reads what tabd has written into its files.
  await after.freeze(now - 2 * HOUR);
  await after.tell({ name: "born in workerd" }, ["put", "changed", [1, 2]], ["delete", "map"]);
  await after.tell({ name: "forgets" }, ["storeRows", 50]);
  await after.tell({ name: "far" }, ["setAlarm", overdue]);
  await after.tell({ name: "moves" }, ["setAlarm", FAR + 4]);
  const changed = await cast.contents(after);
  const again = await after.files();
  await after.close();
  expectSound(again);
  expect(journalVersions(again[cast.path("born")])).toEqual([1, 1]);
  await rm(join(directory, "keepers"), { recursive: true });
  await writeDirectory(directory, again);
  const last = await startWorkerd();
  expect(await deliveries(last, 1)).toEqual([["workerd", cast.id("far"), "far", overdue]]);
  expect(await cast.contents(last)).toEqual(changed);
  expect(await cast.alarms(last)).toEqual({ moves: FAR + 4 });
  await last.stop();
});
