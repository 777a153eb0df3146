import { expect, test } from "vitest";
import { openGuest } from "./guest.ts";

const guest = openGuest("kysely", ["Atlas"], "2026-12-01T10:00:00Z");
const call = (method: string, ...args: unknown[]): Promise<unknown> =>
  guest.call("Atlas", "world", method, ...args);

test("migrations, introspection and queries over a reload", async () => {
  expect(await call("migrate", "1-cities")).toEqual(["1-cities"]);
  expect(await call("add", "Bath", "York")).toEqual([{ id: 1 }, { id: 2 }]);
  expect(await call("tables")).toEqual([["cities", ["id", "name"]]]);
  await guest.reload();
  expect(await call("migrate", "2-people")).toEqual(["2-people"]);
  expect(await call("tables")).toEqual([["cities", ["id", "name", "people"]]]);
  expect(await call("count")).toBeGreaterThan(0);
  const york = { name: "York", upper: "YORK", people: 2000 };
  expect(await call("list")).toEqual([york, { name: "Bath", upper: "BATH", people: null }]);
  await guest.reload();
  await guest.setTime("2026-12-01T11:01:00Z");
  expect(await call("list")).toEqual([york]);
});
