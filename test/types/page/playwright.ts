import { expect, mergeTests, test as plain, workerTest } from "tabd/playwright";
import type { Env, Message } from "../worker/room.ts";

/** Stubs have the methods of the worker's own `Env`. */
const test = workerTest<Env>("./wrangler.jsonc", { disk: "worker" });

test("typed", async ({ tabd, page }) => {
  const kitchen = tabd.object("ROOMS", "kitchen");
  const message: Message = await kitchen.call("say", "hello");
  const count: number = await kitchen.call("count");
  await expect(kitchen).toHaveAlarm({ within: count });
  await expect(kitchen).not.toHaveStored("text", message.text, { timeout: 100 });
  await expect(page).toHaveTitle("");
  // @ts-expect-error -- there is no such binding
  tabd.object("ROOM", "kitchen");
  // @ts-expect-error -- MOTTO is text
  tabd.object("MOTTO", "kitchen");
  // @ts-expect-error -- there is no such method
  await kitchen.call("shout", "hello");
  // @ts-expect-error -- say() takes text
  await kitchen.call("say", 1);
});

/** A literal configuration has the names of the bindings. */
const literal = workerTest({
  modules: { "main.js": "" },
  compatibilityDate: "2026-11-17",
  durableObjectNamespaces: [{ className: "Room", uniqueKey: "rooms" }],
  bindings: { ROOMS: { durableObjectNamespace: "Room" }, MOTTO: { text: "be kind" } },
});

literal("named", async ({ tabd }) => {
  await tabd.object("ROOMS", "kitchen").call("anything", 1, 2);
  // @ts-expect-error -- there is no such binding
  tabd.object("ROOM", "kitchen");
});

mergeTests(plain, test)("merged", async ({ tabd }) => {
  await tabd.clock.fastForward("01:00");
});
