import type { AlarmResult, AlarmRows } from "../../../../src/actor/alarms/alarm.ts";
import { AlarmScheduler } from "../../../../src/actor/alarms/alarm-scheduler.ts";
import { EventLoop } from "../../../../src/actor/event-loop.ts";
import { HostClock } from "../../../../src/clock/host-clock.ts";
import { RealClock } from "../../../../src/clock/real-clock.ts";
import type { AlarmEvent } from "../../../../src/protocol/events.ts";
import type { AlarmRow } from "../../../../src/storage/tables/alarm-table.ts";
import { FakePlatform } from "../../fake-platform.ts";

/** The clock's time when a test begins, in ms since the epoch. */
export const START = 1_800_000_000_000;

export const OK: AlarmResult = { outcome: "ok", retry: false, retryCountsAgainstLimit: false };

export const CANCELED: AlarmResult = {
  outcome: "canceled",
  retry: false,
  retryCountsAgainstLimit: false,
};

export const failure = (error: unknown, counted = true): AlarmResult => ({
  outcome: "exception",
  retry: true,
  retryCountsAgainstLimit: counted,
  error,
});

/** A table in memory that counts reads of the whole table. */
export class MapTable implements AlarmRows {
  readonly rows = new Map<string, AlarmRow>();
  scans = 0;
  /** Every method throws, as when the file's disk has failed. */
  broken = false;

  get(actorId: string): AlarmRow | undefined {
    this.#check();
    return this.rows.get(actorId);
  }

  upsert(actorId: string, name: string | undefined, time: number): void {
    this.#check();
    const actorName = name ?? this.rows.get(actorId)?.actorName ?? null;
    this.rows.set(actorId, { actorId, scheduledTime: time, actorName });
  }

  delete(actorId: string): void {
    this.#check();
    this.rows.delete(actorId);
  }

  earliest(after: number): number | null {
    this.#check();
    this.scans++;
    const times = [...this.rows.values()].map((row) => row.scheduledTime);
    return times.filter((time) => time > after).toSorted((a, b) => a - b)[0] ?? null;
  }

  due(until: number): AlarmRow[] {
    this.#check();
    this.scans++;
    const due = [...this.rows.values()].filter((row) => row.scheduledTime <= until);
    return due.toSorted((a, b) => a.scheduledTime - b.scheduledTime);
  }

  list(limit: number, offset: number): AlarmRow[] {
    this.#check();
    return [...this.rows.values()].slice(offset, offset + limit);
  }

  count(): number {
    this.#check();
    return this.rows.size;
  }

  #check(): void {
    if (this.broken) throw new Error("metadata.sqlite is not available");
  }
}

/** The result of a run, or a function that returns it. */
export type Script = AlarmResult | ((run: Run) => AlarmResult | Promise<AlarmResult>);

export interface Run {
  readonly actorId: string;
  readonly name: string | null;
  readonly scheduledTime: number;
  readonly retryCount: number;
  /** When it ran, in ms after {@link START}. */
  readonly at: number;
  /** The actor's record had another time, or none. */
  canceled: boolean;
}

interface HarnessOptions {
  readonly table?: AlarmRows;
  readonly random?: () => number;
}

/**
 * A scheduler on a frozen clock, with scripted actors. They keep records and commit as real actors do:
 * an actor cancels a run that differs from its record, and empties the record when its handler
 * succeeds without setting another alarm.
 */
export class Harness {
  readonly platform = new FakePlatform(START);
  readonly clock = new HostClock({ real: new RealClock(this.platform) });
  readonly loop = new EventLoop();
  readonly table: AlarmRows;
  readonly runs: Run[] = [];
  readonly abandoned: string[] = [];
  readonly events: AlarmEvent[] = [];
  commits = 0;
  yields = 0;
  /** The scripts of each actor's runs, in order; the last one repeats. Default: OK. */
  readonly scripts = new Map<string, Script[]>();
  /** The actors' own records of their alarms. */
  readonly records = new Map<string, number>();
  abandon: (actorId: string) => Promise<void> = (actorId) => {
    this.delete(actorId);
    return Promise.resolve();
  };
  getActorThrows: Error | undefined;
  scheduler: AlarmScheduler;
  readonly #random: () => number;
  /** Actors whose record is emptied when their handler succeeds. */
  readonly #deferred = new Set<string>();

  constructor(options: HarnessOptions = {}) {
    this.table = options.table ?? new MapTable();
    this.#random = options.random ?? (() => 0);
    this.clock.freeze();
    this.scheduler = this.restart();
  }

  /** An actor commits an alarm, in ms after {@link START}. */
  set(actorId: string, ms: number, name?: string): void {
    const time = START + ms;
    this.scheduler.setAlarm(actorId, name, time);
    this.records.set(actorId, time);
    this.#deferred.delete(actorId);
  }

  /** An actor commits that it has no alarm. */
  delete(actorId: string): void {
    this.scheduler.deleteAlarm(actorId);
    this.records.delete(actorId);
    this.#deferred.delete(actorId);
  }

  /** Writes an alarm to both files before the scheduler loads them, in ms after {@link START}. */
  onDisk(actorId: string, ms: number, name?: string): void {
    const time = START + ms;
    this.table.upsert(actorId, name, time);
    this.records.set(actorId, time);
  }

  /** A commit failed: both files contain only the alarms in `kept`. */
  lose(...kept: readonly (readonly [actorId: string, ms: number])[]): void {
    for (const { actorId } of this.table.list(1000, 0)) this.table.delete(actorId);
    this.records.clear();
    for (const [actorId, ms] of kept) this.onDisk(actorId, ms);
  }

  /** Makes a new scheduler on the same table, as after a restart, and does not load it. */
  restart(): AlarmScheduler {
    this.scheduler = new AlarmScheduler({
      context: {
        key: "key",
        className: "Class",
        clock: this.clock,
        loop: {
          pending: 0,
          post: (task) => this.loop.post(task),
          turn: () => {
            this.yields++;
            return this.loop.turn();
          },
        },
        report: (event) => this.events.push(event as AlarmEvent),
        random: this.#random,
      },
      table: this.table,
      getActor: (actorId, name) => {
        if (this.getActorThrows !== undefined) throw this.getActorThrows;
        return {
          runAlarm: (scheduledTime, retryCount) => {
            const at = this.clock.now() - START;
            return this.#run({ actorId, name, scheduledTime, retryCount, at, canceled: false });
          },
          abandonAlarm: (scheduledTime) => {
            this.abandoned.push(`${actorId} ${scheduledTime - START}`);
            return this.abandon(actorId);
          },
        };
      },
      changed: () => {
        this.commits++;
        return Promise.resolve();
      },
    });
    return this.scheduler;
  }

  /** Resolves when the clock is at `ms` after {@link START}. */
  at(ms: number): Promise<void> {
    return new Promise((resolve) => void this.clock.setTimer(resolve, START + ms));
  }

  /** Waits until all tasks have run, except handlers that the test holds. */
  readonly settle = async (): Promise<void> => {
    do await this.loop.turn();
    while (this.scheduler.busy);
  };

  /** Fires due alarms, then advances the clock by `ms`. */
  async pass(ms: number): Promise<void> {
    await this.clock.advance(ms, this.settle);
  }

  /** The runs as text; times in ms after {@link START}. */
  get log(): string[] {
    return this.runs.map(({ at, scheduledTime, retryCount, canceled }) => {
      const what = canceled ? "canceled" : retryCount > 0 ? `retry ${retryCount}` : "run";
      return `${at}: ${what} of ${scheduledTime - START}`;
    });
  }

  /** When alarms ran, in ms after {@link START}. */
  get times(): number[] {
    return this.runs.filter(({ canceled }) => !canceled).map(({ at }) => at);
  }

  /** The events as text: type, actor, and times in ms after START. */
  get news(): string[] {
    return this.events.map((event) => {
      const time = (ms: number | null) => (ms === null ? "never" : ms - START);
      const what = `${event.type.slice(6)} ${event.actorId} ${time(event.scheduledTime)}`;
      switch (event.type) {
        case "alarm-replaced":
          return `${what} for ${time(event.previousTime)}`;
        case "alarm-failed":
          return `${what} again ${time(event.retryAt)} as ${event.retryCount}`;
        case "alarm-canceled":
          return `${what} is ${time(event.actualTime)}`;
        default:
          return what;
      }
    });
  }

  async #run(run: Run): Promise<AlarmResult> {
    this.runs.push(run);
    const { actorId, scheduledTime } = run;
    const record = this.records.get(actorId);
    if (record !== scheduledTime && (record === undefined || record >= this.clock.now())) {
      if (record === undefined) this.scheduler.deleteAlarm(actorId);
      else this.scheduler.setAlarm(actorId, undefined, record);
      run.canceled = true;
      return CANCELED;
    }
    this.#deferred.add(actorId);
    const scripts = this.scripts.get(actorId) ?? [OK];
    const script = (scripts.length > 1 ? scripts.shift() : scripts[0]) ?? OK;
    const result = typeof script === "function" ? await script(run) : script;
    if (this.#deferred.delete(actorId) && result.outcome === "ok") this.delete(actorId);
    return result;
  }
}
