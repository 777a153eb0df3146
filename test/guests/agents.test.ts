import { expect, test } from "vitest";
import { openGuest } from "./guest.ts";

const guest = openGuest("agents", ["Clerk", "Helper"], "2026-12-01T10:20:05Z");

const call = (method: string, ...args: unknown[]): Promise<unknown> =>
  guest.call("Clerk", "desk", method, ...args);

const planned = [
  ["delayed", "delayed", "10:21", { tea: "green" }, null],
  ["interval", "repeated", "10:30", [1, 2], 600],
  ["cron", "hourly", "11:00", null, "0 * * * *"],
  ["scheduled", "dated", "11:30", "half past", null],
];

test("schedule() by delay, date, cron and interval survives a reload and fires", async () => {
  expect(await call("plan", "2026-12-01T11:30:00Z")).toEqual([true, false]);
  expect(await call("planned")).toEqual(planned);
  await guest.reload();
  expect(await call("planned")).toEqual(planned);
  expect(await call("calls")).toEqual([]);
  await guest.setTime("2026-12-01T10:35:00Z");
  expect(await call("calls")).toEqual([
    ["10:21", "delayed", { tea: "green" }],
    ["10:30", "repeated", [[1, 2], 600]],
  ]);
  await guest.reload();
  await guest.setTime("2026-12-01T12:00:30Z");
  expect(await call("calls")).toEqual([
    ["10:21", "delayed", { tea: "green" }],
    ["10:30", "repeated", [[1, 2], 600]],
    ["10:40", "repeated", [[1, 2], 600]],
    ["10:50", "repeated", [[1, 2], 600]],
    ["11:00", "hourly", true],
    ["11:00", "repeated", [[1, 2], 600]],
    ["11:10", "repeated", [[1, 2], 600]],
    ["11:20", "repeated", [[1, 2], 600]],
    ["11:30", "dated", "half past"],
    ["11:30", "repeated", [[1, 2], 600]],
    ["11:40", "repeated", [[1, 2], 600]],
    ["11:50", "repeated", [[1, 2], 600]],
    ["12:00", "hourly", true],
    ["12:00", "repeated", [[1, 2], 600]],
  ]);
  expect(await call("planned")).toEqual([
    ["interval", "repeated", "12:10", [1, 2], 600],
    ["cron", "hourly", "13:00", null, "0 * * * *"],
  ]);
});

test("a queue and the schedule of a sub-agent survive a reload and fire", async () => {
  expect(await call("delegate")).toBe(true);
  await guest.reload();
  await guest.setTime("2026-12-01T12:25:00Z");
  expect(await call("delegated")).toEqual([["12:10", "at night"]]);
  expect(await call("calls")).toContainEqual(["12:00", "queued", "soon"]);
});

test("state, requests and WebSockets survive hibernation and a reload", async () => {
  await guest.connect("/agents/clerk/front");
  const greeting = await guest.exchange([], 3);
  expect(greeting.map((text) => JSON.parse(String(text)))).toMatchObject([
    { type: "cf_agent_identity", name: "front", agent: "clerk" },
    { type: "cf_agent_state", state: { visits: 0 } },
    { type: "cf_agent_mcp_servers" },
  ]);
  const visit = JSON.stringify({ type: "rpc", id: "1", method: "visit", args: [] });
  const answers = await guest.exchange([visit, "hello"], 3);
  expect(answers.map((text) => JSON.parse(String(text)))).toEqual([
    { type: "cf_agent_state", state: { visits: 1 } },
    { type: "rpc", id: "1", success: true, done: true, result: { visits: 1 } },
    { echo: "hello", messages: 1 },
  ]);
  await guest.evict("Clerk", "front");
  const again = await guest.exchange(["again"], 2);
  expect(again.map((text) => JSON.parse(String(text)))).toMatchObject([
    // The agent sends it when it starts.
    { type: "cf_agent_mcp_servers" },
    { echo: "again", messages: 2 },
  ]);
  await guest.reload();
  expect(await guest.fetch("/agents/clerk/front")).toEqual({
    status: 200,
    body: { method: "GET", name: "front", state: { visits: 1 } },
  });
});

test("AgentClient calls a method and hears of the state", async () => {
  expect(await guest.client("agents", "visit")).toEqual({
    result: { visits: 1 },
    states: [{ visits: 0 }, { visits: 1 }],
  });
});
