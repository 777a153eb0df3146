import { markError } from "../../rpc/error-marks.ts";
import type { Actor } from "../actor.ts";
import type { AlarmResult } from "./alarm.ts";
import { AlarmInvocationInfo } from "./alarm-invocation-info.ts";

/** A handler may run for 15 minutes (`io/worker-entrypoint.c++:899`). */
const ALARM_LIMIT_MS = 15 * 60 * 1000;

export interface AlarmRunOptions {
  /** The actor's record has another time, or none: the scheduler must follow it. */
  readonly reschedule: (actualTime: number | null) => void;
  /** The failure that was ordered for this run; it replaces the call of the handler. */
  readonly failure: () => Error | undefined;
  /** Writes a warning to the user's console. */
  readonly warn: (message: string) => void;
}

/**
 * Delivers one alarm to an actor and returns the outcome (`api/global-scope.c++:607-795`).
 *
 * When the handler succeeds, the following commit removes its alarm from the actor's and the
 * scheduler's files. This promise resolves when that commit is durable: if the host dies earlier, the
 * alarm fires again.
 *
 * @param scheduledTime the time for which the alarm was set, in ms since the epoch.
 * @param retryCount failed runs so far that counted.
 * @throws when the actor could not be started; the scheduler tries again, uncounted.
 */
export async function runAlarm(
  actor: Actor,
  scheduledTime: number,
  retryCount: number,
  options: AlarmRunOptions,
): Promise<AlarmResult> {
  let userError: { readonly error: unknown } | undefined;
  try {
    return await actor.deliver(async (instance): Promise<AlarmResult> => {
      const { storage } = actor;
      if (storage === null) throw new Error("an alarm needs storage");
      const armed = storage.alarm.arm(scheduledTime, actor.namespace.clock.now());
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
        storage.alarm.finish();
        return { outcome: "scriptNotFound", retry: false, retryCountsAgainstLimit: false };
      }
      const clearLimit = actor.activity.limit(ALARM_LIMIT_MS, () => {
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
        storage.alarm.cancelDeferredDeletion();
        return failed("exception", error);
      } finally {
        clearLimit();
      }
      storage.alarm.finish();
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
        // A failed commit does not count as a failed try, unless the user's code failed too
        // (`global-scope.h:661`).
        return {
          outcome: "exception",
          retry: true,
          retryCountsAgainstLimit: userError !== undefined,
          error: userError === undefined ? error : userError.error,
        };
      default:
        // The constructor threw, or the namespace closed.
        throw error;
    }
  }
}

function failed(outcome: AlarmResult["outcome"], error: unknown): AlarmResult {
  return { outcome, retry: true, retryCountsAgainstLimit: true, error };
}
