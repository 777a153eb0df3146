import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";

import type { WorkerConfig } from "../../src/config/config.ts";
import { Workerd } from "./workerd.ts";

const MAIN = `
import { DurableObject, WorkerEntrypoint } from "cloudflare:workers";
import { word } from "./lib/word.js";
export class Counter extends DurableObject {
  async fetch() {
    const count = ((await this.ctx.storage.get("count")) ?? 0) + 1;
    await this.ctx.storage.put("count", count);
    return Response.json({ count, name: this.ctx.id.name });
  }
}
export class Echo extends WorkerEntrypoint {
  fetch() { return new Response("echo"); }
}
export default {
  async fetch(request, env) {
    const { pathname } = new URL(request.url);
    if (pathname === "/env") {
      return Response.json([
        word, env.TEXT, env.JSON, [...new Uint8Array(env.DATA)],
        await (await env.ECHO.fetch("http://x/")).text(),
      ]);
    }
    if (pathname === "/error") throw new Error("on purpose");
    return env.COUNTER.getByName("é").fetch(request);
  },
};`;

const config: WorkerConfig = {
  modules: { "main.js": MAIN, "lib/word.js": 'export const word = "wörd";' },
  compatibilityDate: "2026-08-01",
  durableObjectNamespaces: [{ className: "Counter", uniqueKey: "counters", enableSql: true }],
  durableObjectStorage: { localDisk: "disk" },
  bindings: {
    COUNTER: { durableObjectNamespace: "Counter" },
    TEXT: { text: 'a "b"\n\\ 😀' },
    JSON: { json: { a: [1, null, "ü"] } },
    DATA: { data: new Uint8Array([0, 10, 255]) },
    ECHO: { service: { entrypoint: "Echo" } },
  },
};

let disk: string;
beforeAll(async () => {
  disk = await mkdtemp(join(tmpdir(), "disk-"));
});
afterAll(() => rm(disk, { recursive: true }));

test("a configuration of tabd runs in workerd, and its disk survives a restart", async () => {
  const first = await Workerd.start(config, { disk });
  try {
    expect(await first.json("/")).toEqual({ count: 1, name: "é" });
    expect(await first.json("/")).toEqual({ count: 2, name: "é" });
    expect(await first.json("/env")).toEqual([
      "wörd",
      'a "b"\n\\ 😀',
      { a: [1, null, "ü"] },
      [0, 10, 255],
      "echo",
    ]);
    await expect(first.json("/error")).rejects.toThrow("500");
    // The answer may arrive before the output.
    await expect.poll(() => first.output).toContain("on purpose");
  } finally {
    await first.stop();
  }
  expect(await readdir(join(disk, "counters"))).toContain("metadata.sqlite");
  await expect(first.fetch("/")).rejects.toThrow("fetch failed");

  const second = await Workerd.start(config, { disk });
  try {
    expect(await second.json("/")).toEqual({ count: 3, name: "é" });
  } finally {
    await second.stop();
  }
});

test("a configuration that workerd refuses rejects with workerd's message", async () => {
  const refused = Workerd.start({
    modules: { "main.js": "export default {" },
    compatibilityDate: "2026-08-01",
  });
  await expect(refused).rejects.toThrow(/SyntaxError/);
});
