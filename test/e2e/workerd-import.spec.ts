import { rm } from "node:fs/promises";
import { join } from "node:path";
import {
  checkFiles,
  expectSound,
  query,
  readDirectory,
  readWholeDirectory,
  writeDirectory,
} from "./disk-files.ts";
import { Cast, deliveries, test } from "./exchange.ts";
import { expect } from "./fixture.ts";

const HOUR = 3_600_000;
const FAR = Date.UTC(2100, 0, 1);

// Several runtimes start in sequence.
test.setTimeout(240_000);

test("a disk exported while its objects write runs in workerd", async ({
  directory,
  startTabd,
  startWorkerd,
}) => {
  const now = Date.now();
  const overdue = now - HOUR;
  const cast = new Cast();
  const tabd = await startTabd();
  await tabd.freeze(now - 2 * HOUR);
  await cast.add(tabd, "quiet", { name: "quiet" }, ["storeAll"], ["setAlarm", overdue]);
  await cast.add(tabd, "busy", { name: "busy" }, ["setAlarm", FAR]);
  const stored = await cast.contents(tabd);
  // Each call writes two keys and the alarm in one commit.
  const writing = Array.from({ length: 30 }, (_, i) =>
    tabd.tell({ name: "busy" }, ["put", { [`a${i}`]: i, [`b${i}`]: i }], ["setAlarm", FAR + i]),
  );
  const files = await tabd.export();
  await Promise.all(writing);
  const found = expectSound(files);
  await tabd.close();

  await writeDirectory(directory, files);
  const workerd = await startWorkerd();
  expect(await deliveries(workerd, 1)).toEqual([["workerd", cast.id("quiet"), "quiet", overdue]]);
  const contents = await cast.contents(workerd);
  expect(contents["quiet"]).toEqual(stored["quiet"]);
  // The object's keys and its alarm are from one commit.
  const count = (contents["busy"]?.length ?? 0) / 2;
  expect(await cast.alarms(workerd)).toEqual({ busy: FAR + Math.max(0, count - 1) });
  expect(found.alarms["keepers"]?.at(-1)?.nanoseconds).toBe(
    `${FAR + Math.max(0, count - 1)}000000`,
  );
  await workerd.stop();
  expectSound(await readDirectory(directory));
});

test("files of a killed workerd are imported, with the commits in their -wal files", async ({
  directory,
  startTabd,
  startWorkerd,
}) => {
  const now = Date.now();
  const cast = new Cast();
  const first = await startWorkerd();
  await cast.add(first, "older", { name: "older" }, ["storeRows", 300], ["setAlarm", FAR]);
  // After a clean stop, all writes are in the files.
  await first.stop();
  const second = await startWorkerd();
  await second.tell({ name: "older" }, ["put", "later", 1], ["delete", "row 0007"]);
  await second.tell({ name: "older" }, ["setAlarm", FAR - 1]);
  await cast.add(second, "newer", { name: "newer" }, ["storeAll"], ["setAlarm", FAR + 1]);
  await cast.add(second, "gone", { name: "gone" }, ["storeRows", 20]);
  await second.tell({ name: "gone" }, ["deleteAll"]);
  const stored = await cast.contents(second);
  await second.stop("SIGKILL");
  const left = await readWholeDirectory(directory);
  const paths = Object.keys(left);
  const logs = paths.filter((path) => path.endsWith("-wal") && left[path] !== "");
  expect(logs).toEqual(
    expect.arrayContaining([`${cast.path("older")}-wal`, `${cast.path("newer")}-wal`]),
  );
  // These commits are missing from the files.
  const later = "SELECT count(*) FROM _cf_KV WHERE key = 'later'";
  expect(query(left[cast.path("older")], later)).toEqual([[0]]);

  const tabd = await startTabd();
  await tabd.freeze(now);
  const report = await tabd.import(left);
  expect(report.imported).toEqual(paths.filter((path) => path.endsWith(".sqlite")).toSorted());
  expect(report.replayed).toEqual(expect.arrayContaining([cast.path("older"), cast.path("newer")]));
  expect(await cast.contents(tabd)).toEqual(stored);
  expect(await cast.alarms(tabd)).toEqual({ older: FAR - 1, newer: FAR + 1 });
  expect(await tabd.verify()).toMatchObject({ ok: true });
  const exported = await tabd.export();
  expectSound(exported);
  expect(checkFiles(exported).alarms["keepers"]?.map(({ id }) => id)).toEqual([
    cast.id("older"),
    cast.id("newer"),
  ]);
  await tabd.tell({ name: "older" }, ["setAlarm", now]);
  expect(await deliveries(tabd, 1)).toEqual([["tabd", cast.id("older"), "older", now]]);
  await tabd.close();

  // workerd too finds everything in the files that tabd exports.
  await rm(join(directory, "keepers"), { recursive: true });
  await writeDirectory(directory, exported);
  const last = await startWorkerd();
  expect(await cast.contents(last)).toEqual(stored);
  expect(await cast.alarms(last)).toEqual({ older: FAR - 1, newer: FAR + 1 });
  await last.stop();
});
