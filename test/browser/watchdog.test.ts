import { expect, test } from "vitest";

import { newDisk, PATIENCE, seen, start, thingsOn } from "./serving/serving.ts";

const modules = {
  "main.js": `
    import { DurableObject } from "cloudflare:workers";
    export class Thing extends DurableObject {
      async add() {
        const count = ((await this.ctx.storage.get("count")) ?? 0) + 1;
        await this.ctx.storage.put("count", count);
        return count;
      }
      async loop(ms = Infinity) {
        const end = performance.now() + ms;
        while (performance.now() < end);
      }
    }
  `,
};

test("an endless loop leaves the page usable, is told, and ends with kill()", async () => {
  const config = thingsOn(newDisk(), { modules });
  const server = await start(config, { unresponsiveAfter: 500 });
  expect(await server.env["THINGS"].getByName("a").add()).toBe(1);
  const looping = server.env["THINGS"].getByName("b").loop();
  const failure = looping.then(
    () => "ended",
    (error: Error & { retryable?: boolean }) => error.retryable,
  );
  expect(await seen(server, "host-unresponsive")).toMatchObject({ silence: 500 });
  let frames = 0;
  while (frames < 3) {
    await new Promise((resolve) => setTimeout(resolve, 10));
    frames++;
  }
  server.kill();
  expect(await failure).toBe(true);

  const next = await start(config);
  expect(await next.env["THINGS"].getByName("a").add()).toBe(2);
  expect((await next.verify()).ok).toBe(true);
});

test("a loop that ends after all is told too", async () => {
  const server = await start(thingsOn(newDisk(), { modules }), { unresponsiveAfter: 500 });
  await server.env["THINGS"].getByName("a").loop(2000);
  await expect
    .poll(
      () => server.events.past.map(({ type }) => type).filter((type) => type.startsWith("host-")),
      { timeout: PATIENCE },
    )
    .toEqual(["host-unresponsive", "host-responsive"]);
});
