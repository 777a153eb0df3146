import { expect, test } from "vitest";
import { openGuest } from "./guest.ts";

const guest = openGuest("workers-qb", ["Directory"], "2026-12-01T10:00:00Z");
const call = (method: string, ...args: unknown[]): Promise<unknown> =>
  guest.call("Directory", "all", method, ...args);

test("migrations and queries over a reload", async () => {
  expect(await call("migrate", 1)).toEqual(["1-users"]);
  const [ada, bob] = [
    { id: 1, name: "Ada" },
    { id: 2, name: "Bob" },
  ];
  expect(await call("add", ["Ada", "Bob"])).toEqual([ada, bob]);
  await guest.reload();
  expect(await call("migrate", 2)).toEqual(["2-ages"]);
  expect(await call("all")).toEqual([
    { ...ada, age: null },
    { ...bob, age: null },
  ]);
  await guest.reload();
  await guest.setTime("2026-12-01T11:01:00Z");
  expect(await call("all")).toEqual([{ ...ada, age: 36 }]);
});
