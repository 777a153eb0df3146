import { DurableObject } from "cloudflare:workers";
import { expect, test } from "vitest";

import { modules, newDisk, rejection, start, thingOf, thingsOn } from "./serving/serving.ts";

const everyKind = {
  durableObjectNamespaces: [
    { className: "Thing", uniqueKey: "things" },
    { className: "Ephemeral", ephemeralLocal: true as const },
  ],
  bindings: {
    THINGS: { durableObjectNamespace: "Thing" },
    EPHEMERAL: { durableObjectNamespace: "Ephemeral" },
    GREETING: { text: "Good morning" },
    SETTINGS: { json: { deep: [1, { two: null }] } },
    BYTES: { data: new Uint8Array([1, 2, 3]) },
    GREETER: { service: { entrypoint: "Greeter" } },
    SELF: { service: {} },
  },
};

test("the page and the worker both have every kind of binding", async () => {
  const server = await start(thingsOn(newDisk(), everyKind));
  const { env } = server;
  expect(Object.keys(env)).toEqual(Object.keys(everyKind.bindings));

  const id = env["THINGS"].idFromName("a");
  expect(env["THINGS"].constructor.name).toBe("DurableObjectNamespace");
  expect(String(id)).toMatch(/^[0-9a-f]{64}$/);
  expect(id.name).toBe("a");
  expect(env["THINGS"].idFromString(String(id)).equals(id)).toBe(true);
  expect(String(env["THINGS"].newUniqueId())).not.toBe(String(env["THINGS"].newUniqueId()));
  expect(() => env["THINGS"].idFromString("0".repeat(64))).toThrow(TypeError);

  await env["THINGS"].getByName("a").put("key", new Map([["a", new Date(0)]]));
  expect(await env["THINGS"].get(id).get("key")).toEqual(new Map([["a", new Date(0)]]));
  const unnamed = env["THINGS"].newUniqueId();
  await env["THINGS"].get(unnamed).put("key", 1);
  expect(await env["THINGS"].get(env["THINGS"].idFromString(String(unnamed))).get("key")).toBe(1);

  expect(await env["EPHEMERAL"].get("any string").count()).toBe("any string 1 undefined");
  expect(await env["EPHEMERAL"].get("any string").count()).toBe("any string 2 undefined");
  expect(env["EPHEMERAL"].idFromName).toBe(undefined);

  expect([env["GREETING"], env["SETTINGS"]]).toEqual([
    "Good morning",
    { deep: [1, { two: null }] },
  ]);
  expect([...new Uint8Array(env["BYTES"])]).toEqual([1, 2, 3]);

  expect(await env["GREETER"].greet("Ada")).toBe("Good morning, Ada");
  expect(await (await env["GREETER"].fetch("http://x/path")).text()).toBe("greeter: /path");
  expect(await (await env["SELF"].fetch("http://x/path")).text()).toBe(
    `GET /path  [${Object.keys(everyKind.bindings).join(" ")}]`,
  );

  const inside = thingOf(server, "a");
  expect(await inside.binding("SETTINGS")).toEqual({ deep: [1, { two: null }] });
  expect(await inside.binding("BYTES")).toBeInstanceOf(ArrayBuffer);
});

test("objects reach each other and services through env and cloudflare:workers", async () => {
  const server = await start(
    thingsOn(newDisk(), {
      ...everyKind,
      modules: {
        "main.ts": `
          import { DurableObject, env } from "cloudflare:workers";
          export * from "./thing.ts";
          export class Thing extends DurableObject {
            #calls = 0;
            async calls() { return ++this.#calls; }
            async roundTrip() {
              const other = env.THINGS.getByName("b");
              return [
                await other.calls(),
                await this.env.GREETER.greet("Bob"),
                await (await env.SELF.fetch("http://x/")).text(),
                await env.EPHEMERAL.get("e").count(),
                Object.keys(this.ctx.exports),
                await this.ctx.exports.Thing.getByName("b").calls(),
              ];
            }
          }
          export default { fetch: async () => new Response("self") };
        `,
        ...modules,
      },
    }),
  );
  expect(await server.env["THINGS"].getByName("a").roundTrip()).toEqual([
    1,
    "Good morning, Bob",
    "self",
    "e 1 undefined",
    ["default", "Ephemeral", "Greeter", "Other", "Thing"],
    2,
  ]);
});

test("errors keep their names, messages and properties", async () => {
  const server = await start(thingsOn(newDisk()));
  const id = String(server.env["THINGS"].idFromName("a"));
  const stub = server.env["THINGS"].getByName("a");
  expect(await rejection(stub.setAlarm(-1))).toMatchObject({
    name: "TypeError",
    message: "setAlarm() cannot be called with an alarm time <= 0",
    durableObjectId: id,
    remote: true,
  });
  expect(await rejection(stub.nothing())).toMatchObject({
    message: 'The RPC receiver does not implement the method "nothing".',
    remote: true,
  });
  expect(await rejection(stub.fetch("http://x/"))).toMatchObject({
    message: "Handler does not export a fetch() function.",
  });
});

test("a binding to a service without a default export fails at the call", async () => {
  const code = `
    import { DurableObject, env } from "cloudflare:workers";
    export class Thing extends DurableObject {
      call() { return env.SELF.fetch("http://x/"); }
    }`;
  const server = await start(
    thingsOn(newDisk(), {
      modules: { "a.js": code },
      bindings: { THINGS: { durableObjectNamespace: "Thing" }, SELF: { service: {} } },
    }),
  );
  expect((await rejection(server.env["THINGS"].getByName("a").call())).message).toMatch(
    /^Worker "main" has no default export, so it cannot answer\./,
  );
});

test("fetch() on a worker without a default handler fails with the reason", async () => {
  const server = await start(thingsOn(newDisk(), { modules: { "a.js": `export class Thing {}` } }));
  expect((await rejection(server.fetch("http://x/"))).message).toMatch(
    /^Worker "main" has no default export, so it cannot answer\./,
  );
});

test("bundled code extends the runtime's class", () => {
  expect(DurableObject.name).toBe("DurableObject");
});
