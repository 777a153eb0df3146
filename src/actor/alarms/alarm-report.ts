import { type ActorRef, type AlarmEvent, reportedError } from "../../protocol/events.ts";
import type { NamespaceContext } from "../namespace-context.ts";
import type { AlarmResult } from "./alarm.ts";

/** The fields of an event that depend on its type. */
type EventDetails<Event = AlarmEvent> = Event extends unknown
  ? Omit<Event, "time" | "scheduledTime" | keyof ActorRef>
  : never;

/** The alarm that an event is about. */
interface AlarmRef {
  readonly actorId: string;
  readonly actorName: string | null;
  readonly scheduledTime: number;
}

type ReportContext = Pick<NamespaceContext, "key" | "className" | "clock" | "report">;

/** Reports the events of one namespace's alarms. */
export class AlarmReport {
  readonly #context: ReportContext;

  constructor(context: ReportContext) {
    this.#context = context;
  }

  /** @param previousTime the time of the replaced alarm; null: there was none. */
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
   * @param next the time of the next try, or null, and its `retryCount`.
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
        error: reportedError(error ?? new Error(this.#describe(outcome))),
        counted: result.retryCountsAgainstLimit,
        ...next,
      });
    }
  }

  #describe(outcome: AlarmResult["outcome"]): string {
    const words = `the alarm ended with the outcome "${outcome}"`;
    if (outcome !== "scriptNotFound") return words;
    return `${words}: the class ${this.#context.className} has no alarm() method`;
  }

  /** @param error the error of its last run. */
  abandoned(alarm: AlarmRef, error: unknown): void {
    this.#report(alarm, {
      type: "alarm-abandoned",
      error: error === undefined ? null : reportedError(error),
    });
  }

  #report(alarm: AlarmRef, details: EventDetails): void {
    const { key: namespace, className, clock, report } = this.#context;
    const { actorId, actorName, scheduledTime } = alarm;
    report({
      time: clock.now(),
      namespace,
      className,
      actorId,
      actorName,
      scheduledTime,
      ...details,
    });
  }
}
