import { expect, test } from "vitest";
import { openGuest } from "./guest.ts";

const guest = openGuest("dofs", ["Drive"], "2026-12-01T10:00:00Z");

test("files in chunks, streamed over RPC, over a reload", async () => {
  const body = "0123456789".repeat(250);
  expect((await guest.fetch("/tmp/scratch", { method: "PUT", body })).body).toContain("scratch");
  await guest.call("Drive", "c", "cleanUp", 3_600_000);
  await guest.reload();
  expect(await guest.fetch("/tmp/scratch")).toEqual({
    status: 200,
    body: { size: 2500, isDirectory: false, text: body },
  });
  await guest.setTime("2026-12-01T11:01:00Z");
  expect(await guest.fetch("/tmp/scratch")).toEqual({ status: 404, body: "ENOENT" });
});
