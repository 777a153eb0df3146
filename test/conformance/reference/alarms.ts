import { asked, elsewhere, messages, rows, unverified } from "./row.ts";

/** Alarms: the object's side and the scheduler's. */
export const alarmRows = [
  ...rows("Alarms", {
    "getAlarm(): null while the handler runs": asked(
      "alarm-handler/alarm: getAlarm",
      "storage-alarm/getAlarm",
    ),
    "setAlarm(): times of every kind, the past, zero": asked(
      "storage-alarm/setAlarm: times",
      "storage-alarm/setAlarm: an alarm in the past fires",
      "alarm-handler/alarm: fractions",
    ),
    "setAlarm(): replaces the alarm, visible at once": asked(
      "storage-alarm/setAlarm: replaces",
      "storage-alarm/setAlarm: visible at once",
      "alarm-handler/alarm: only the last",
      "alarm-handler/alarm: moved",
    ),
    "setAlarm(): without a handler, and in the constructor": asked("storage-no-alarm/"),
    "deleteAlarm(), outside and in the handler": asked(
      "storage-alarm/deleteAlarm:",
      "alarm-handler/alarm: deleted",
      "alarm-handler/alarm: set and deleted",
    ),
    "in transactions": asked(
      "alarm-handler/alarm: set in a transaction",
      "alarm-handler/alarm: deleted in a transaction",
      "storage-alarm/setAlarm: in the handler, rolled back",
      "storage-alarm/setAlarm: in the handler, in a transaction",
    ),
    "the handler: its arguments": asked("alarm-handler/alarm: arguments of the handler"),
    "the handler: its return value is ignored": asked(
      "alarm-handler/alarm: the handler's result is ignored",
    ),
    "the handler: sets the next alarm": asked(
      "storage-alarm/setAlarm: in the handler",
      "alarm-handler/alarm: set again and again",
      "alarm-handler/alarm: the handler sets the same time again",
    ),
    "the handler: gates, other events, calls of its own object": asked(
      "alarm-handler/alarm: waits",
      "alarm-handler/alarm: runs while",
      "alarm-handler/alarm: a critical section in the handler blocks other events",
      "alarm-handler/alarm: calls",
    ),
    "the handler: deleteAll()": asked("alarm-handler/alarm: deleteAll", "storage-alarm/deleteAll"),
    "set by another event while it runs": asked("alarm-handler/alarm: set by another"),
    "of several objects": asked(
      "alarm-handler/alarm: alarms of several objects, in the order of their times",
    ),
    "fires without a handler": asked("alarm-missing/"),
    "retries: after any thrown value": asked("alarm-retry/retry: throws"),
    "retries: abort(), with and without retryAlarm": asked("alarm-retry/retry: abort with"),
    "retries: writes of the failed handler": asked(
      "alarm-retry/retry: writes of a failed handler",
      "alarm-retry/retry: an abort discards",
    ),
    "retries: a new alarm set or deleted in the failing handler": asked(
      "alarm-retry/retry: sets",
      "alarm-retry/retry: deletes",
      "alarm-retry/retry: deleteAll",
    ),
    "retries: a new alarm set or deleted between them": asked(
      "alarm-retry/retry: a later alarm",
      "alarm-retry/retry: an alarm for now",
      "alarm-retry/retry: the alarm is deleted before the retry",
      "slow-alarms/retries: an alarm set between retries fires after the next",
    ),
    "retries: sections, background tasks, other events that abort": asked(
      "alarm-retry/retry: a section",
      "alarm-retry/retry: a background",
      "alarm-retry/retry: another event",
      "alarm-retry/retry: the object is aborted between the tries",
    ),
    "retries: a constructor that throws does not count": asked(
      "alarm-retry/retry: the constructor",
      "slow-alarms/retries: a constructor",
    ),
    "retries: 2 s, doubled each time, up to a quarter more": asked(
      "slow-alarms/retries: seven tries, then abandoned",
    ),
    "retries: six, then abandoned": asked("slow-alarms/retries: "),
    "retries: after an internal error, not counted": unverified(
      "needs a commit that fails at the handler's end: in workerd a file that cannot grow; tabd's " +
        "SQLite writes to memory",
    ),
    "the handler: at most 15 minutes": asked("slow-alarm-limit/alarm limit: a handler"),
    "the handler: the error of other callers after 15 minutes": asked(
      "slow-alarm-limit/alarm limit: errors of other callers",
    ),
    "the two records disagree: overdue, later, earlier, none": elsewhere(
      "conformance/alarm-records.test.ts",
      "the cases cover every kind of difference",
    ),
    "on disk, found again after a restart": elsewhere(
      "e2e/workerd.spec.ts",
      "files move to workerd and back, and nothing is lost",
    ),
    "in memory": asked("in-memory/alarm:"),
    "of facets": asked("facets/alarm"),
  }),
];

export const alarmMessages = messages(
  "Alarms",
  [
    "setAlarm() cannot be called with an alarm time <= 0",
    "Your Durable Object class must have an alarm() handler in order to call setAlarm()",
    "Attempted to run a scheduled alarm without a handler, did you remember to export an alarm() function?",
  ],
  {
    "Your Durable Object must be class-based in order to call setAlarm()": unverified(
      "workerd runs no Durable Objects without a class any more",
    ),
    "Alarm exceeded its allowed execution time": unverified(
      "workerd only logs it; callers get an internal error (slow-alarm-limit)",
    ),
  },
);
