import { expect, test } from "vitest";
import { openGuest } from "./guest.ts";

const guest = openGuest("hono", ["Shelf"], "2026-12-01T10:00:00Z");

const headers = { Authorization: `Basic ${btoa("ada:byron")}`, "Content-Type": "application/json" };

test("routes, middleware and an app inside an object; its alarm fires after a reload", async () => {
  expect(await guest.fetch("/shelves/a/")).toEqual({ status: 401, body: "Unauthorized" });
  const put = (body: string) => guest.fetch("/shelves/a/emma", { method: "PUT", headers, body });
  expect(await put('{"copies":"some"}')).toEqual({ status: 400, body: "How many?" });
  expect(await put('{"copies":2}')).toEqual({ status: 201, body: "" });
  expect(await guest.fetch("/count")).toEqual({ status: 200, body: "one\ntwo\nthree\n" });
  expect(await guest.fetch("/nowhere")).toEqual({ status: 404, body: "404 Not Found" });
  await guest.reload();
  expect((await guest.fetch("/shelves/a/", { headers })).body).toEqual({ emma: 2 });
  await guest.setTime("2026-12-01T11:01:00Z");
  expect((await guest.fetch("/shelves/a/", { headers })).body).toEqual({ emma: 2, counted: true });
});
