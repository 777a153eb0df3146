import { expect, test } from "vitest";
import { openGuest } from "./guest.ts";

const guest = openGuest("y-partyserver", ["Page"]);

test("a shared document between two clients, over a reload", async () => {
  expect(await guest.client("y-partyserver", "edit")).toBe("Hello, world");
  const saved = { status: 200, body: "Hello, world" };
  expect(await guest.fetch("/parties/page/notes")).toEqual(saved);
  await guest.evict("Page", "notes");
  expect(await guest.fetch("/parties/page/notes")).toEqual(saved);
  await guest.reload();
  expect(await guest.client("y-partyserver", "read")).toBe("Hello, world");
});
