import { type ActorRef, type AlarmEvent, reportedError } from "../../protocol/events.ts";
import type { AlarmResult } from "./alarm.ts";

/** What an event says beside whose alarm it is and when. */
type AlarmNews<Event = AlarmEvent> = Event extends unknown
  ? Omit<Event, "time" | "scheduledTime" | keyof ActorRef>
  : never;

/** The alarm that an event is about. */
interface AlarmRef {
  readonly actorId: string;
  readonly actorName: string | null;
  readonly scheduledTime: number;
}

interface AlarmReportOptions {
  readonly namespace: string;
  readonly className: string;
  readonly clock: { now(): number };
  readonly report: (event: AlarmEvent) => void;
}

/** Tells the event stream what happens to the alarms of one namespace. */
export class AlarmReport {
  readonly #options: AlarmReportOptions;

  constructor(options: AlarmReportOptions) {
    this.#options = options;
  }

  /** @param previousTime the time of the alarm that this one replaces; null if there was none. */
  set(alarm: AlarmRef, previousTime: number | null): void {
    this.#report(
      alarm,
      previousTime === null ? { type: "alarm-set" } : { type: "alarm-replaced", previousTime },
    );
  }

  deleted(alarm: AlarmRef): void {
    this.#report(alarm, { type: "alarm-deleted" });
  }

  fired(alarm: AlarmRef, retryCount: number): void {
    this.#report(alarm, { type: "alarm-fired", retryCount });
  }

  /**
   * A run has ended.
   *
   * @param next when the alarm is tried again, or null, and what its `retryCount` is then.
   * @param queued the time of the alarm queued behind it.
   */
  ended(
    alarm: AlarmRef,
    result: AlarmResult,
    next: { readonly retryAt: number | null; readonly retryCount: number },
    queued: number | null,
  ): void {
    const { outcome, error } = result;
    if (outcome === "ok") {
      this.#report(alarm, { type: "alarm-succeeded" });
    } else if (outcome === "canceled") {
      this.#report(alarm, { type: "alarm-canceled", actualTime: queued });
    } else {
      this.#report(alarm, {
        type: "alarm-failed",
        error: reportedError(error ?? new Error(`the alarm ended with the outcome "${outcome}"`)),
        counted: result.retryCountsAgainstLimit,
        ...next,
      });
    }
  }

  /** @param error what its last run threw. */
  abandoned(alarm: AlarmRef, error: unknown): void {
    this.#report(alarm, {
      type: "alarm-abandoned",
      error: error === undefined ? null : reportedError(error),
    });
  }

  #report(alarm: AlarmRef, news: AlarmNews): void {
    const { namespace, className, clock, report } = this.#options;
    const { actorId, actorName, scheduledTime } = alarm;
    report({ time: clock.now(), namespace, className, actorId, actorName, scheduledTime, ...news });
  }
}
