import { expect, test } from "vitest";
import { openGuest } from "./guest.ts";

const guest = openGuest("capnweb", ["Safe"], "2026-12-01T10:00:00Z");

/** A batch over HTTP: two calls, of which the second uses the result of the first. */
const batch = [
  ["push", ["pipeline", 0, ["account"], ["ada"]]],
  ["push", ["pipeline", 1, ["balance"], []]],
  ["pull", 2],
];
const balance = async (): Promise<unknown> => {
  const body = batch.map((message) => JSON.stringify(message)).join("\n");
  const answer = await guest.fetch("/", { method: "POST", body });
  return JSON.parse(String(answer.body));
};

test("an object's API over WebSocket and HTTP, over a reload", async () => {
  const error = ["RangeError", "no account bob"];
  expect((await guest.fetch("/")).body).toEqual({ notified: [5], balance: 7, error });
  await guest.call("Safe", "main", "close", 3_600_000);
  await guest.reload();
  expect(await balance()).toEqual(["resolve", 2, 7]);
  await guest.setTime("2026-12-01T11:01:00Z");
  expect(await balance()).toEqual(["resolve", 2, 0]);
});
