import { AlarmScheduler } from "../../../src/actor/alarms/alarm-scheduler.ts";
import { HostClock } from "../../../src/clock/host-clock.ts";
import { AlarmTable } from "../../../src/storage/tables/alarm-table.ts";
import { type Contender, latency } from "./contender.ts";
import { TabdStorage } from "./tabd-storage.ts";

const HOUR = 3_600_000;

const actorId = (n: number): string => n.toString(16).padStart(64, "0");

/**
 * A scheduler with `pending` alarms; the measurement moves one of them again and again. Half of the
 * alarms are within its horizon, the others beyond it.
 *
 * @param durable whether the time includes the commit
 */
export async function tabdSetAlarm(
  pending: number,
  durable: boolean,
  times: number,
): Promise<Contender> {
  const storage = await TabdStorage.open(`tabd-alarms-${pending}-${durable}`, "relaxed");
  const metadata = await storage.database("key/metadata.sqlite");
  const table = new AlarmTable(metadata);
  const clock = new HostClock();
  const now = clock.now();
  for (let n = 0; n < pending;) {
    metadata.exec("BEGIN");
    for (const end = Math.min(n + 20_000, pending); n < end; n++) {
      table.upsert(actorId(n), undefined, now + (n % 2 === 0 ? HOUR / 2 : 20 * HOUR) + n);
    }
    metadata.exec("COMMIT");
    await storage.committer.committed(metadata.file);
  }
  let committed = Promise.resolve();
  const scheduler = new AlarmScheduler({
    context: {
      key: "key",
      className: "Actor",
      clock,
      loop: storage.loop,
      report: () => {},
      random: Math.random,
    },
    table,
    getActor: () => {
      throw new Error("no alarm is due in this benchmark");
    },
    changed: () => (committed = storage.committer.committed(metadata.file)),
  });
  scheduler.load();
  let step = 0;
  const set = (): void => {
    step++;
    const n = (step * 7919) % pending;
    scheduler.setAlarm(actorId(n), undefined, now + HOUR / 2 + n + step);
  };
  const CALLS = 200;
  const calls = async (): Promise<number> => {
    const begin = performance.now();
    for (let n = 0; n < CALLS; n++) set();
    const passed = performance.now() - begin;
    await committed;
    return passed / CALLS;
  };
  const setDurably = (): Promise<void> => {
    set();
    return committed;
  };
  return {
    name: durable ? "setAlarm until durable" : "setAlarm, the call alone",
    round: () => (durable ? latency(setDurably, times) : calls()),
    close: async () => {
      scheduler.close();
      await storage.close();
    },
  };
}
