import { expect, test } from "vitest";
import { openGuest } from "./guest.ts";

const guest = openGuest("durable-utils", ["Log"], "2026-12-01T10:00:00Z");
const call = (method: string, ...args: unknown[]): Promise<unknown> =>
  guest.call("Log", "a", method, ...args);

test("migrations and retries over a reload", async () => {
  expect(await call("migrate", 1)).toMatchObject({ rowsWritten: expect.any(Number) });
  await call("mark", "x");
  await guest.reload();
  await call("migrate", 2);
  expect(await call("migrate", 2)).toEqual({ rowsRead: 0, rowsWritten: 0 });
  expect(await guest.fetch("/")).toEqual({
    status: 200,
    body: { attempts: 2, marks: [{ mark: "x", at: null }] },
  });
  await guest.setTime("2026-12-01T11:01:00Z");
  expect(await call("marks")).toEqual([{ mark: "x", at: expect.any(Number) }]);
});
