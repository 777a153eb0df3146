import { expect, test } from "vitest";
import { openGuest } from "./guest.ts";

const guest = openGuest("itty-durable", ["Counter"], "2026-12-01T10:00:00Z");
const counter = (count: number, rings: number) => ({ status: 200, body: { count, rings } });

test("persisted properties over a reload", async () => {
  expect(await guest.fetch("/a/add/2")).toEqual(counter(2, 0));
  expect(await guest.fetch("/a/add/3")).toEqual(counter(5, 0));
  await guest.fetch("/a/remind");
  await guest.reload();
  expect(await guest.fetch("/a")).toEqual(counter(5, 0));
  await guest.setTime("2026-12-01T11:01:00Z");
  expect(await guest.fetch("/a/add/1")).toEqual(counter(6, 1));
});
