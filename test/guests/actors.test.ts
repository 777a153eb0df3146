import { expect, test } from "vitest";
import { openGuest } from "./guest.ts";

const guest = openGuest("actors", ["Desk"], "2026-12-01T10:20:05Z");
const desk = (...notes: string[][]) => ({ status: 200, body: { name: "front", notes } });

test("alarms by delay, date and cron, migrations and sockets over a reload", async () => {
  const init = { method: "POST", body: "2026-12-01T10:40:00Z" };
  expect(await guest.fetch("/desks/front", init)).toEqual(desk());
  await guest.reload();
  await guest.setTime("2026-12-01T10:30:00Z");
  expect(await guest.fetch("/desks/front")).toEqual(desk(["10:21", "delayed"]));
  await guest.reload();
  await guest.setTime("2026-12-01T12:00:10Z");
  expect(await guest.fetch("/desks/front")).toEqual(
    desk(["10:21", "delayed"], ["10:40", "dated"], ["11:00", "hourly"], ["12:00", "hourly"]),
  );
});

test("a WebSocket that hibernates", async () => {
  await guest.connect("/ws/lobby");
  expect(await guest.exchange(["tea"], 1)).toEqual(["1: tea"]);
  await guest.evict("Desk", "lobby");
  expect(await guest.exchange(["cake"], 1)).toEqual(["1: cake"]);
});
