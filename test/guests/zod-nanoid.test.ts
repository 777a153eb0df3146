import { expect, test } from "vitest";
import { openGuest } from "./guest.ts";

const guest = openGuest("zod-nanoid", ["Orders"], "2026-12-01T10:00:00Z");
const call = (method: string, ...args: unknown[]): Promise<unknown> =>
  guest.call("Orders", "shop", method, ...args);

test("validated values with generated ids over a reload", async () => {
  expect(await call("place", { email: "?", due: "2026-12-02", lines: [] })).toEqual([
    ["email", "invalid_format"],
    ["lines", "too_small"],
  ]);
  const due = "2026-12-01T11:00:00Z";
  const order = { email: "ada@example.com", due, lines: [{ item: "tea", count: 2 }] };
  const id = await call("place", order);
  expect(id).toMatch(/^[\w-]{21}$/);
  const stored = { ...order, id, code: expect.stringMatching(/^[A-F]{6}$/), due: new Date(due) };
  await guest.reload();
  expect(await call("list")).toEqual([stored]);
  await guest.setTime("2026-12-01T11:01:00Z");
  expect(await call("list")).toEqual([{ ...stored, lines: [{ item: "sent", count: 1 }] }]);
});
