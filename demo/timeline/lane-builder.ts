import type { ActorEvent, AlarmEvent, AlarmInfo, ReportedError } from "tabd";
import type { HistoryEntry } from "../history/history-event.ts";
import { actorTitle } from "../session/actor-title.ts";
import type { ActorKey } from "../session/session.ts";
import type { AlarmMark, ComingMark, Lane, LaneMark, RunMark, RunOutcome, Span } from "./marks.ts";

/** Alarms this late are marked as late, in ms of the computer's time. */
const LATE = 1000;

/** A pending alarm, as known from the events. */
interface Waiting {
  readonly scheduledTime: number;
  readonly due: number;
  readonly retryCount: number;
  /** The event that set it. */
  readonly entry: HistoryEntry;
}

interface OpenRun {
  readonly entry: HistoryEntry;
  readonly scheduledTime: number;
  readonly due: number;
  readonly late: boolean;
  readonly retryCount: number;
  next: number | null;
  last: HistoryEntry;
}

/** Builds the lane of one object from its events. */
export class LaneBuilder {
  readonly #key: string;
  readonly #marks: LaneMark[] = [];
  readonly #spans: Span[] = [];
  #actor: ActorKey;
  #waiting: Waiting | undefined;
  #run: OpenRun | undefined;
  #lastSeq = 0;
  /** When the object broke or was evicted during the run; its end may still be reported. */
  #stoppedAt: number | undefined;

  constructor(key: string, actor: ActorKey) {
    this.#key = key;
    this.#actor = actor;
  }

  /** The `seq` of the last event about its alarm. */
  get lastSeq(): number {
    return this.#lastSeq;
  }

  /** Sets the object's name if it was unknown. */
  named(name: string | null): void {
    if (name !== null && this.#actor.name === null) this.#actor = { ...this.#actor, name };
  }

  /** @param rate host ms per computer ms. */
  alarm(entry: HistoryEntry, event: AlarmEvent, rate: number): void {
    this.#lastSeq = entry.seq;
    if (this.#run !== undefined) this.#run.last = entry;
    switch (event.type) {
      case "alarm-set":
      case "alarm-replaced":
        return this.#set(entry, event);
      case "alarm-deleted":
        this.#mark(entry, "deleted", event.scheduledTime);
        return this.#settle(entry.time);
      case "alarm-fired":
        return this.#fired(entry, event, rate);
      case "alarm-succeeded":
        return this.#ended(entry, "succeeded", null, null, true);
      case "alarm-failed": {
        this.#ended(entry, "failed", event.error, event.retryAt, event.counted);
        const { retryAt, retryCount, scheduledTime } = event;
        if (retryAt === null) return;
        this.#waiting = { scheduledTime, due: retryAt, retryCount, entry };
        return;
      }
      case "alarm-abandoned":
        this.#mark(entry, "abandoned", event.scheduledTime, null, event.error);
        // A newer alarm stays pending.
        if (this.#waiting?.scheduledTime === event.scheduledTime) this.#settle(entry.time);
        return;
      case "alarm-canceled":
        if (this.#run === undefined) this.#mark(entry, "canceled", event.scheduledTime);
        else this.#ended(entry, "canceled", null, null, false);
        this.#follow(entry, event.actualTime);
    }
  }

  actor(entry: HistoryEntry, event: ActorEvent): void {
    if (event.type === "actor-started") {
      // The alarm itself started the object.
      if (this.#run !== undefined) return;
      this.#marks.push({ kind: "started", key: keyOf(entry), time: entry.time, entry });
      return;
    }
    const kind = event.type === "actor-evicted" ? "evicted" : "broken";
    if (this.#run !== undefined) this.#stoppedAt ??= entry.time;
    this.#marks.push({ kind, key: keyOf(entry), time: entry.time, entry });
  }

  /** The host is gone. A running alarm will be delivered again. */
  hostLost(entry: HistoryEntry): void {
    const run = this.#run;
    if (run === undefined) return;
    const { scheduledTime } = run;
    this.#ended(entry, "lost", null, null, false);
    this.#waiting ??= { scheduledTime, due: scheduledTime, retryCount: 0, entry: run.entry };
  }

  /** The disk was wiped or replaced. Only the host knows what is pending now. */
  filesReplaced(entry: HistoryEntry): void {
    this.#lastSeq = entry.seq;
    this.#ended(entry, "lost", null, null, false);
    this.#settle(entry.time);
  }

  /**
   * @param known the host's answer: null for no alarm, undefined if the answer is missing or older than
   *   the last event.
   */
  lane(known: AlarmInfo | null | undefined): Lane {
    const marks = [...this.#marks];
    const spans = [...this.#spans];
    if (this.#run !== undefined) {
      const { time } = this.#run.entry;
      const end = this.#stoppedAt;
      const outcome = end === undefined ? "running" : "lost";
      marks.push(this.#runMark(this.#run, end ?? time, outcome));
      spans.push({ kind: "running", from: time, to: end ?? Infinity });
    }
    const coming = this.#coming(known);
    if (coming !== undefined) {
      marks.push(coming);
      const from = this.#waiting?.entry.time;
      if (from !== undefined) {
        const kind = coming.retryCount > 0 ? "retry" : "wait";
        spans.push({ kind, from, to: Math.max(from, coming.time) });
      }
    }
    return {
      key: this.#key,
      actor: this.#actor,
      title: actorTitle(this.#actor),
      marks: marks.toSorted((a, b) => a.time - b.time),
      spans,
      coming,
    };
  }

  #coming(known: AlarmInfo | null | undefined): ComingMark | undefined {
    const key = `coming ${this.#key}`;
    const entry = this.#waiting?.entry;
    if (known === null || known?.running === true) return undefined;
    if (known !== undefined) {
      const { nextTry, scheduledTime, retryCount } = known;
      return { kind: "coming", key, time: nextTry, entry, scheduledTime, retryCount };
    }
    if (this.#waiting === undefined) return undefined;
    const { due, scheduledTime, retryCount } = this.#waiting;
    return { kind: "coming", key, time: due, entry, scheduledTime, retryCount };
  }

  #set(entry: HistoryEntry, event: AlarmEvent & { readonly type: string }): void {
    const { scheduledTime } = event;
    const previousTime = "previousTime" in event ? event.previousTime : null;
    if (this.#run === undefined) {
      const kind = previousTime === null ? "set" : "replaced";
      this.#mark(entry, kind, scheduledTime, previousTime);
    } else {
      this.#run.next = scheduledTime;
    }
    // A pending retry still comes first.
    const retry = this.#waiting !== undefined && this.#waiting.retryCount > 0;
    const due = retry ? Math.max(this.#waiting?.due ?? 0, scheduledTime) : scheduledTime;
    this.#settle(entry.time);
    this.#waiting = { scheduledTime, due, retryCount: 0, entry };
  }

  #fired(entry: HistoryEntry, event: AlarmEvent & { type: "alarm-fired" }, rate: number): void {
    const { scheduledTime, retryCount } = event;
    const due = this.#waiting?.scheduledTime === scheduledTime ? this.#waiting.due : scheduledTime;
    const late = ((entry.hostTime ?? entry.time) - due) / Math.max(1, rate) >= LATE;
    this.#settle(Math.min(due, entry.time));
    if (late && due < entry.time) this.#spans.push({ kind: "late", from: due, to: entry.time });
    this.#stoppedAt = undefined;
    this.#run = { entry, scheduledTime, due, late, retryCount, next: null, last: entry };
  }

  #ended(
    entry: HistoryEntry,
    outcome: RunOutcome,
    error: ReportedError | null,
    retryAt: number | null,
    counted: boolean,
  ): void {
    const run = this.#run;
    this.#run = undefined;
    // Its start is no longer in the history.
    if (run === undefined) return;
    run.last = entry;
    const end = Math.max(entry.time, run.entry.time);
    this.#marks.push({ ...this.#runMark(run, end, outcome), error, retryAt, counted });
    if (end > run.entry.time) {
      this.#spans.push({ kind: "running", from: run.entry.time, to: end });
    }
  }

  #runMark(run: OpenRun, end: number, outcome: RunOutcome): RunMark {
    const { entry, scheduledTime, due, late, retryCount, next, last } = run;
    const past = { outcome, end, error: null, retryAt: null, counted: false };
    return {
      ...past,
      kind: "run",
      key: keyOf(entry),
      time: entry.time,
      ...{ entry, scheduledTime, due, late, retryCount, next, last },
    };
  }

  /** The object's own file has a different alarm time. */
  #follow(entry: HistoryEntry, time: number | null): void {
    if (time === null) this.#settle(entry.time);
    else this.#waiting ??= { scheduledTime: time, due: time, retryCount: 0, entry };
  }

  #mark(
    entry: HistoryEntry,
    kind: AlarmMark["kind"],
    scheduledTime: number,
    previousTime: number | null = null,
    error: ReportedError | null = null,
  ): void {
    const { time } = entry;
    this.#marks.push({ kind, key: keyOf(entry), time, entry, scheduledTime, previousTime, error });
  }

  /** Ends the span of the pending alarm. */
  #settle(until: number): void {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    if (waiting === undefined || until <= waiting.entry.time) return;
    const kind = waiting.retryCount > 0 ? "retry" : "wait";
    this.#spans.push({ kind, from: waiting.entry.time, to: until });
  }
}

const keyOf = (entry: HistoryEntry): string => `entry ${entry.seq}`;
