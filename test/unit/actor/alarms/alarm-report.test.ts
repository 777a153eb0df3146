import { expect, test } from "vitest";
import { AlarmReport } from "../../../../src/actor/alarms/alarm-report.ts";
import type { Clock } from "../../../../src/clock/clock.ts";
import type { HostEvent } from "../../../../src/protocol/events.ts";

test("an alarm of a class without alarm() fails with workerd's outcome and the reason", () => {
  const events: HostEvent[] = [];
  const report = new AlarmReport({
    key: "n",
    className: "Silent",
    clock: { now: () => 7 } as Clock,
    report: (event) => void events.push(event),
  });
  report.ended(
    { actorId: "a", actorName: null, scheduledTime: 5 },
    { outcome: "scriptNotFound", retry: false, retryCountsAgainstLimit: false },
    { retryAt: null, retryCount: 0 },
    null,
  );
  expect(events).toMatchObject([
    {
      type: "alarm-failed",
      retryAt: null,
      error: {
        message:
          'the alarm ended with the outcome "scriptNotFound": the class Silent has no alarm() method',
      },
    },
  ]);
});
