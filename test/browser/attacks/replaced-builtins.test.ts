import { serve } from "tabd";
import { expect, test } from "vitest";

import replacer from "./replacer.js?raw";
import { newDisk, start, thingOf, thingsOn } from "../serving/serving.ts";

/** One part at a time, so that no call takes longer than a host may be silent. */
const PARTS = 8;

async function startReplacer(): Promise<ReplacerStub> {
  const server = await start({
    modules: { "replacer.js": replacer },
    compatibilityDate: "2026-11-17",
    durableObjectNamespaces: [{ className: "Replacer", uniqueKey: "replacers" }],
    durableObjectStorage: { localDisk: newDisk() },
    bindings: { REPLACERS: { durableObjectNamespace: "Replacer" } },
  });
  return server.env["REPLACERS"].getByName("a") as ReplacerStub;
}

interface ReplacerStub {
  replace(part: number, parts: number): Promise<{ count: number; breaches: string[] }>;
  hear(): Promise<{ seen: boolean; events: number; posts: number }>;
}

test("the guard holds when any builtin is replaced by one that throws, lies or listens", async () => {
  const victim = await serve(thingsOn("victim"));
  await thingOf(victim, "a").put("key", "safe");
  const stub = await startReplacer();
  let replaced = 0;
  for (let part = 0; part < PARTS; part++) {
    const { count, breaches } = await stub.replace(part, PARTS);
    expect([...breaches]).toEqual([]);
    replaced += count;
  }
  expect(replaced).toBeGreaterThan(1000);
  expect(victim.role).toBe("leader");
  expect(await thingOf(victim, "a").get("key")).toBe("safe");
  await victim.close();
});

test("replaced builtins see neither the page's events nor the replies", async () => {
  const stub = await startReplacer();
  const heard = stub.hear();
  for (let i = 0; i < 10; i++) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    void stub.replace(-1, 1);
  }
  expect(await heard).toEqual({ seen: true, events: 0, posts: 0 });
});
