import type { Clock } from "../../clock/clock.ts";
import type { Actor } from "../actor.ts";
import { AlarmInvocationInfo } from "./alarm-invocation-info.ts";
import type { AlarmResult } from "./alarm-scheduler.ts";
import { markError } from "../../rpc/error-marks.ts";

/** A handler may run for 15 minutes (`io/worker-entrypoint.c++:899`). */
const ALARM_LIMIT_MS = 15 * 60 * 1000;

export interface AlarmRunOptions {
  readonly clock: Clock;
  /** The actor's own record names another time (or none): the scheduler must follow it. */
  readonly reschedule: (actualTime: number | null) => void;
  /** What the handler is to fail with before it is called, if that was ordered. */
  readonly failure: () => Error | undefined;
  /** Writes a warning where the user's console goes. */
  readonly warn: (message: string) => void;
}

/**
 * Delivers one alarm to an actor and says what became of it (`api/global-scope.c++:607-795`).
 *
 * When the handler succeeds, its alarm leaves the actor's file and the scheduler's in the commit
 * that follows, and only when that is durable is this promise resolved: a host that dies before
 * gets the alarm again.
 *
 * @param scheduledTime what the alarm was set for, in ms since the epoch.
 * @param retryCount failed tries so far that counted.
 * @throws when the actor could not even be started; the scheduler tries again, uncounted.
 */
export async function runAlarm(
  actor: Actor,
  scheduledTime: number,
  retryCount: number,
  options: AlarmRunOptions,
): Promise<AlarmResult> {
  let userError: { readonly error: unknown } | undefined;
  try {
    return await actor.deliver("alarm", async (instance): Promise<AlarmResult> => {
      const { storage } = actor;
      if (storage === null) throw new Error("an alarm needs storage");
      const armed = storage.armAlarmHandler(scheduledTime, options.clock.now());
      if (!armed.run) {
        options.reschedule(armed.actualTime);
        return { outcome: "canceled", retry: false, retryCountsAgainstLimit: false };
      }
      const handler: unknown = (instance as { alarm?: unknown }).alarm;
      if (typeof handler !== "function") {
        options.warn(
          "Attempted to run a scheduled alarm without a handler, " +
            "did you remember to export an alarm() function?",
        );
        storage.finishAlarm();
        return { outcome: "scriptNotFound", retry: false, retryCountsAgainstLimit: false };
      }
      const inTime = actor.activity.limit(ALARM_LIMIT_MS, () => {
        const error = new Error("Alarm exceeded its allowed execution time");
        actor.break(markError(error, { durableObjectReset: true, overloaded: true }), {
          kind: "alarm-timeout",
        });
      });
      try {
        const failure = options.failure();
        if (failure !== undefined) throw failure;
        await Reflect.apply(handler, instance, [
          new AlarmInvocationInfo(scheduledTime, retryCount),
        ]);
      } catch (error) {
        userError = { error };
        storage.cancelDeferredAlarmDeletion();
        return failed("exception", error);
      } finally {
        inTime();
      }
      storage.finishAlarm();
      return { outcome: "ok", retry: false, retryCountsAgainstLimit: false };
    });
  } catch (error) {
    const cause = actor.breakCause;
    switch (cause?.kind) {
      case "abort":
        return cause.retryAlarm
          ? failed("aborted", error)
          : { outcome: "aborted", retry: false, retryCountsAgainstLimit: true, error };
      case "alarm-timeout":
        return failed("exceededWallTime", error);
      case "input-gate":
        return failed("exception", error);
      case "output-gate":
        // What tabd could not make durable is not held against the user's code, unless that
        // failed by itself (`global-scope.h:661`).
        return {
          outcome: "exception",
          retry: true,
          retryCountsAgainstLimit: userError !== undefined,
          error: userError === undefined ? error : userError.error,
        };
      default:
        // Its constructor threw, or the namespace closed.
        throw error;
    }
  }
}

function failed(outcome: AlarmResult["outcome"], error: unknown): AlarmResult {
  return { outcome, retry: true, retryCountsAgainstLimit: true, error };
}
