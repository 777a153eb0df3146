import type { Clock } from "../../clock/clock.ts";
import type { ActorId } from "../actor-id.ts";
import type { ActorNamespace } from "../actor-namespace.ts";
import { runAlarm } from "./alarm-run.ts";
import type { AlarmActor } from "./alarm-scheduler.ts";

/** An object as the scheduler sees it: what comes for its alarm starts it. */
export function alarmActor(namespace: ActorNamespace, clock: Clock, id: ActorId): AlarmActor {
  return {
    async runAlarm(scheduledTime, retryCount) {
      const actor = namespace.getActor(id);
      return runAlarm(actor, scheduledTime, retryCount, {
        clock,
        reschedule: (actualTime) => {
          if (actualTime === null) namespace.alarms?.deleteAlarm(id.hex);
          else namespace.alarms?.setAlarm(id.hex, id.name, actualTime);
        },
        failure: () => namespace.notes.takeFailure(id.hex),
        warn: (message) => namespace.report.print(actor, "warn", message),
      });
    },
    async abandonAlarm(scheduledTime) {
      await namespace.getActor(id).deliver("internal", () => {
        namespace.findActor(id.hex)?.storage?.abandonAlarm(scheduledTime);
      });
    },
  };
}
