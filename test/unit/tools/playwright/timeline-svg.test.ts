import { expect, test } from "vitest";
import { timelineSvg } from "../../../../src/tools/playwright/timeline-svg.ts";

const actor = { namespace: "rooms", className: "Room", actorId: "a".repeat(64) };

test("a timeline has a lane for each object, and no markup of its texts", () => {
  const svg = timelineSvg([
    { type: "clock-changed", time: 0, clock: { mode: "real" } },
    { type: "actor-started", time: 1, ...actor, actorName: null },
    { type: "actor-started", time: 2, ...actor, actorName: "<b>&" },
    {
      type: "console",
      time: 3,
      level: "log",
      text: "</svg>\u0000\uD800",
      actor: { ...actor, actorName: null },
    },
  ]);
  expect(svg.match(/<path/g)).toHaveLength(2);
  expect(svg).toContain(">Room &lt;b&gt;&amp;</text>");
  expect(svg).toContain("log: &lt;/svg&gt;  </text>");
  expect(svg.match(/<circle/g)).toHaveLength(4);
});

test("it has the last 500 events", () => {
  const events = Array.from({ length: 600 }, (_, time) => ({
    type: "disk-reopened" as const,
    time,
    disk: "d",
  }));
  const svg = timelineSvg(events);
  expect(svg.match(/<circle/g)).toHaveLength(500);
  expect(svg).toContain("1970-01-01 00:00:00.599");
});
