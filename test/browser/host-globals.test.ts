import { expect, test } from "vitest";

import { newDisk, rejection, start, thingsOn } from "./serving/serving.ts";

const START = Date.UTC(2030, 0, 1);

/** Serves one object whose method `run()` has this body. */
async function run(body: string, setup = "", compatibilityDate = "2026-11-17"): Promise<unknown> {
  const server = await start(
    thingsOn(newDisk(), {
      compatibilityDate,
      modules: {
        "main.js": `
          import { DurableObject } from "cloudflare:workers";
          ${setup}
          export class Thing extends DurableObject {
            async run() { ${body} }
          }
        `,
      },
    }),
  );
  await server.clock.freeze(START);
  return server.env["THINGS"].getByName("a").run();
}

test("Date follows the clock, and otherwise behaves like the platform's", async () => {
  const results = await run(
    `
    class Day extends Date { get day() { return this.getUTCDate(); } }
    const before = platformDate;
    return [
      Date.now(),
      new Date().getTime(),
      new Date(5).getTime(),
      new Date(2020, 0).getFullYear(),
      Date() === new Date(${START}).toString(),
      new Date() instanceof Date,
      new Date().constructor === Date,
      before instanceof Date,
      Date.prototype === Object.getPrototypeOf(before),
      new Day().day,
      new Day() instanceof Day,
      Date.UTC(1970, 0, 1),
      Date.name,
      Date.length,
      Object.prototype.toString.call(new Date()),
      structuredClone(new Date()).getTime(),
    ];
  `,
    "const platformDate = new Date(0);",
  );
  expect(results).toEqual([
    START,
    START,
    5,
    2020,
    true,
    true,
    true,
    true,
    true,
    1,
    true,
    0,
    "Date",
    7,
    "[object Date]",
    START,
  ]);
});

test.each([
  ["numbers, as in browsers, before there is nodejs_compat", "2026-08-03", "number"],
  ["objects, as in Node, with it", "2026-08-04", "object"],
])("timers are %s", async (_, date, type) => {
  expect(
    await run(
      `
      const order = [];
      const ids = [setTimeout(() => order.push(2), 0), setTimeout(() => order.push(3), -5)];
      setTimeout(() => order.push("never"), 1);
      clearTimeout(undefined); clearTimeout(12345);
      order.push(1);
      let refused;
      try { setTimeout("text", 0); } catch (error) { refused = error.name; }
      await scheduler.wait(0);
      const controller = new AbortController();
      const waiting = scheduler.wait(1000, { signal: controller.signal });
      controller.abort(new Error("enough"));
      const reason = await waiting.catch((error) => error.message);
      return [order, ids.map((id) => typeof id), refused, reason];
    `,
      "",
      date,
    ),
  ).toEqual([[1, 2, 3], [type, type], "TypeError", "enough"]);
});

test("console lines after a platform promise are still attributed to the object", async () => {
  const server = await start(
    thingsOn(newDisk(), {
      modules: {
        "main.js": `
          import { DurableObject } from "cloudflare:workers";
          console.info("while loading");
          export class Thing extends DurableObject {
            async run() {
              await crypto.subtle.digest("SHA-256", new Uint8Array(1));
              console.log("after digest");
              await new Request("http://x/", { method: "POST", body: "{}" }).json();
              console.log("after json");
              const response = await fetch("data:text/plain,fetched");
              console.log("after fetch");
              await response.text();
              console.log("after text");
              for await (const chunk of new Response("chunk").body) console.log("in body");
              console.log("after body");
              await scheduler.wait(0);
              console.warn("after wait");
              await this.ctx.storage.sync();
              console.error("after sync");
            }
          }
          export default { fetch() { console.log("no object"); return new Response(); } };
        `,
      },
    }),
  );
  await server.env["THINGS"].getByName("a").run();
  await server.fetch("http://x/");
  const lines = server.events.past.flatMap((event) =>
    event.type === "console" && !event.text.startsWith("[vite]")
      ? `${event.level} ${event.text}: ${event.actor?.actorName ?? "nobody"}`
      : [],
  );
  expect(lines).toEqual([
    "info while loading: nobody",
    "log after digest: a",
    "log after json: a",
    "log after fetch: a",
    "log after text: a",
    "log in body: a",
    "log after body: a",
    "warn after wait: a",
    "error after sync: a",
    "log no object: nobody",
  ]);
});

test("code outside objects is attributed to no object while objects are running", async () => {
  const server = await start(
    thingsOn(newDisk(), {
      modules: {
        "main.js": `
          import { DurableObject } from "cloudflare:workers";
          let busy = true;
          export class Thing extends DurableObject {
            async work() {
              while (busy) {
                await this.ctx.storage.get("key");
                await scheduler.wait(0);
              }
            }
          }
          export default {
            async fetch(request, env) {
              const all = ["a", "b", "c", "d"].map((name) => env.THINGS.getByName(name).work());
              for (let i = 0; i < 300; i++) {
                await scheduler.wait(1);
                console.log("after wait");
                await new Response("{}").json();
                console.log("after json");
                await fetch("data:text/plain,x");
                console.log("after fetch");
              }
              busy = false;
              await Promise.all(all);
              return new Response("done");
            },
          };
        `,
      },
    }),
  );
  expect(await (await server.fetch("http://x/")).text()).toBe("done");
  const taken = server.events.past.flatMap((event) =>
    event.type === "console" && event.actor !== null ? [event.text] : [],
  );
  expect(taken).toEqual([]);
});

test("fetch() waits until earlier writes are durable, and fails like the platform's", async () => {
  const server = await start(
    thingsOn(newDisk(), {
      modules: {
        "main.js": `
          import { DurableObject } from "cloudflare:workers";
          export class Thing extends DurableObject {
            async run() {
              void this.ctx.storage.put("key", 1);
              const response = await fetch("data:text/plain,x");
              console.log("answered");
              return response.text();
            }
            async fails() { await fetch("http://["); }
          }
        `,
      },
    }),
  );
  const stub = server.env["THINGS"].getByName("a");
  expect(await stub.run()).toBe("x");
  const types = server.events.past.map(({ type }) => type);
  // The commit of the alarm table comes first, before any object starts.
  expect(types.slice(types.indexOf("actor-started"))).toEqual([
    "actor-started",
    "commit",
    "console",
  ]);
  expect(await rejection(stub.fails())).toMatchObject({ name: "TypeError" });
});

test("the error of a request that the browser refuses names its URL and possible reasons", async () => {
  const server = await start(
    thingsOn(newDisk(), {
      modules: {
        "main.js": `
          import { DurableObject } from "cloudflare:workers";
          export class Thing extends DurableObject {
            ask(url) { return fetch(url); }
          }
        `,
      },
    }),
  );
  // Browsers block requests to this port.
  const error = await rejection(server.env["THINGS"].getByName("a").ask("http://127.0.0.1:1/x"));
  expect(error).toBeInstanceOf(TypeError);
  expect(error.message).toMatch(
    /^fetch\("http:\/\/127\.0\.0\.1:1\/x"\) failed: .+\(CORS\).+connect-src/,
  );
});
