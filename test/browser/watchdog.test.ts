import { expect, test } from "vitest";

import { newDisk, PATIENCE, start, thingsOn } from "./serving/serving.ts";

const modules = {
  "main.js": `
    import { DurableObject } from "cloudflare:workers";
    export class Thing extends DurableObject {
      async loop(ms = Infinity) {
        const end = performance.now() + ms;
        while (performance.now() < end);
      }
    }
  `,
};

test("the watchdog also reports that a long loop has ended", async () => {
  const server = await start(thingsOn(newDisk(), { modules }), { unresponsiveAfter: 500 });
  await server.env["THINGS"].getByName("a").loop(2000);
  await expect
    .poll(
      () => server.events.past.map(({ type }) => type).filter((type) => type.startsWith("host-")),
      { timeout: PATIENCE },
    )
    .toEqual(["host-unresponsive", "host-responsive"]);
});
