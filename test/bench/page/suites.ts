import { barePut, barePuts } from "./bare-put.ts";
import type { Contender } from "./contender.ts";
import { exportAndSet } from "./export-set.ts";
import { tabdSetAlarm } from "./tabd-alarms.ts";
import { tabdActors, tabdPut, tabdTwoFiles } from "./tabd-put.ts";
import { waSqliteActors, waSqlitePut, waSqliteTwoFiles } from "./wa-sqlite.ts";

/** Makes the contenders of a suite, the reference first, each with its own files. */
export type Suite = (size: number, times: number) => Promise<Contender>[];

const ACTORS_MS = 400;

export const suites: Readonly<Record<string, Suite>> = {
  /** One small put. `size`: of the file, in MB. */
  put: (size, times) => [
    barePut("relaxed", times),
    barePut("strict", times),
    tabdPut(size, "relaxed", times),
    tabdPut(size, "strict", times),
    // It takes as long as its file is large: fewer calls measure it as well.
    exportAndSet(size, Math.max(2, Math.round(times / (1 + 2 * size)))),
    waSqlitePut(size, times),
  ],
  /** A value and an alarm, in two files. */
  alarm: (_, times) => [
    barePut("relaxed", times),
    barePut("strict", times),
    tabdTwoFiles("relaxed", times),
    tabdTwoFiles("strict", times),
    waSqliteTwoFiles(Math.max(2, Math.round(times / 4))),
  ],
  /** Commits a second. `size`: how many actors. */
  actors: (size) => [
    barePuts(size, ACTORS_MS),
    tabdActors(size, "relaxed", ACTORS_MS),
    tabdActors(size, "strict", ACTORS_MS),
    waSqliteActors(size, ACTORS_MS),
  ],
  /** `size`: how many alarms are pending. */
  setAlarm: (size, times) => [
    barePut("relaxed", times),
    tabdSetAlarm(size, true, times),
    tabdSetAlarm(size, false, times),
  ],
};
