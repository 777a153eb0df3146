import type { ActorId } from "../../codec/actor-id.ts";
import type { Actor } from "../actor.ts";
import type { ActorReport } from "../actor-report.ts";
import type { ObjectNotes } from "../object-notes.ts";
import { runAlarm } from "./alarm-run.ts";
import type { AlarmActor } from "./alarm.ts";
import type { AlarmScheduler } from "./alarm-scheduler.ts";

/** A namespace as the delivery of alarms uses it. */
interface AlarmNamespace {
  readonly alarms: AlarmScheduler | null;
  readonly notes: ObjectNotes;
  readonly report: ActorReport;
  getActor(id: ActorId): Actor;
  findActor(id: string): Actor | undefined;
}

/** An object as the scheduler sees it. The delivery of its alarm starts it. */
export function alarmActor(namespace: AlarmNamespace, id: ActorId): AlarmActor {
  return {
    async runAlarm(scheduledTime, retryCount) {
      const actor = namespace.getActor(id);
      return runAlarm(actor, scheduledTime, retryCount, {
        reschedule: (actualTime) => {
          if (actualTime === null) namespace.alarms?.deleteAlarm(id.hex);
          else namespace.alarms?.setAlarm(id.hex, id.name, actualTime);
        },
        failure: () => namespace.notes.takeFailure(id.hex),
        warn: (message) => namespace.report.print(actor, "warn", message),
      });
    },
    async abandonAlarm(scheduledTime) {
      await namespace.getActor(id).deliver(() => {
        namespace.findActor(id.hex)?.storage?.alarm.abandon(scheduledTime);
      });
    },
  };
}
