import type { WorkerConfig } from "tabd";
import { expect, test } from "vitest";

import { TabEndpoint } from "../../src/host/leadership/tab-endpoint.ts";
import { directOrigin } from "../../src/host/origin/direct-origin.ts";
import { PROTOCOL_VERSION } from "../../src/protocol/host-interface.ts";
import { openSession } from "../../src/protocol/session.ts";
import { followerChannelName } from "../../src/protocol/tab-message.ts";
import { rawKeys } from "./raw-disk.ts";
import { newDisk, rejection, seen, start, thingOf, thingsOn } from "./serving/serving.ts";

/** Each method tries another way to impersonate the host or to reach its disks. */
const code = `
import { DurableObject } from "cloudflare:workers";

async function outcome(attempt) {
  try {
    return String(await attempt());
  } catch (error) {
    return error.name + ": " + error.message;
  }
}

function settled(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

const heard = [];
const hear = (event) => heard.push(event.data);
addEventListener("message", hear);
addEventListener("message", hear, { capture: true });
globalThis.onmessage = hear;

/** Returns another name each time it is converted. */
function changing(...names) {
  return { toString: () => names.shift() };
}

export class Thing extends DurableObject {
  async put(key, value) {
    await this.ctx.storage.put(key, value);
  }

  async speak(disk) {
    const name = "tabd:disk:" + disk;
    const channel = new BroadcastChannel("another");
    const { held } = await navigator.locks.query();
    return {
      post: await outcome(() => typeof postMessage),
      postOfPrototype: await outcome(() => typeof Object.getPrototypeOf(globalThis).postMessage),
      close: await outcome(() => typeof close),
      worker: await outcome(() => typeof Worker),
      channel: await outcome(() => new BroadcastChannel(name)),
      constructor: await outcome(() => new channel.constructor(name)),
      changing: await outcome(() => new BroadcastChannel(changing("b", name)).name),
      subclass: await outcome(() => new (class extends BroadcastChannel {})(name)),
      other: await outcome(() => channel.name),
      lock: await outcome(() => navigator.locks.request(name, { steal: true }, () => "stolen")),
      changingLock: await outcome(() => navigator.locks.request(changing("c", name), (lock) => lock.name)),
      otherLock: await outcome(() => navigator.locks.request("another", () => "mine")),
      locks: held.map(({ name }) => name).filter((name) => name.startsWith("tabd")).join(),
      dispatch: await outcome(() => {
        dispatchEvent(new MessageEvent("message", { data: null }));
        return "sent";
      }),
      heard: await outcome(() => heard.length),
    };
  }

  async reach(disk) {
    const name = "tabd:" + disk;
    const { open } = IDBFactory.prototype;
    const own = await settled(Object.assign(indexedDB.open("own " + disk), {
      onupgradeneeded: ({ target }) => target.result.createObjectStore("kept"),
    }));
    const store = own.transaction("kept", "readwrite").objectStore("kept");
    await settled(store.put(7, "key"));
    const names = (await indexedDB.databases()).map(({ name }) => name);
    return {
      open: await outcome(() => settled(indexedDB.open(name))),
      openOfPrototype: await outcome(() => settled(open.call(indexedDB, name))),
      changing: await outcome(async () => (await settled(indexedDB.open(changing("d", name)))).name),
      none: await outcome(() => indexedDB.open()),
      delete: await outcome(() => settled(indexedDB.deleteDatabase(name))),
      listed: names.filter((name) => name.startsWith("tabd:")).join(),
      own: names.includes("own " + disk),
      kept: await settled(own.transaction("kept").objectStore("kept").get("key")),
      spied: await outcome(() => {
        "use strict";
        IDBObjectStore.prototype.add = () => undefined;
      }),
      cache: await outcome(() => caches.open("tabd:x")),
      deletedCache: await outcome(() => caches.delete("tabd:x")),
      otherCache: await outcome(async () => typeof (await caches.open("other")).match),
    };
  }

  async query(query) {
    return outcome(() => JSON.stringify(this.ctx.storage.sql.exec(query).toArray()));
  }

  async spoil() {
    BroadcastChannel.prototype.postMessage = () => { throw new Error("spoiled"); };
    EventTarget.prototype.addEventListener = () => { throw new Error("spoiled"); };
    LockManager.prototype.request = () => { throw new Error("spoiled"); };
    Event.prototype.stopImmediatePropagation = () => { throw new Error("spoiled"); };
    IDBFactory.prototype.open = () => { throw new Error("spoiled"); };
  }
}

export class Other extends DurableObject {
  async put(key, value) {
    await this.ctx.storage.put(key, value);
  }
}
`;

const modules = { "thing.js": code };

const refused = (kind: string, name: string): string =>
  `TypeError: The ${kind} "${name}" cannot be used by a worker's code: names that ` +
  'begin with "tabd:" are tabd\'s own. Take another name.';

test("a worker's code cannot send messages as its host or read the page's messages", async () => {
  const disk = newDisk();
  const server = await start(thingsOn(disk, { modules }));
  const stub = server.env["THINGS"].getByName("a");
  const name = `tabd:disk:${disk}`;
  expect(await stub.speak(disk)).toEqual({
    post: "undefined",
    postOfPrototype: "undefined",
    close: "undefined",
    worker: "undefined",
    channel: refused("BroadcastChannel", name),
    constructor: refused("BroadcastChannel", name),
    changing: "b",
    subclass: refused("BroadcastChannel", name),
    other: "another",
    lock: refused("lock", name),
    changingLock: "c",
    otherLock: "mine",
    locks: "",
    dispatch: "sent",
    // Only its own messages, by two listeners: workerd has no `onmessage` handler.
    heard: "2",
  });
  // If the page believed the forged goodbye, it would have ended the session.
  expect(await server.inspect.actors()).toHaveLength(1);
  expect(server.role).toBe("leader");
});

test("a worker's code cannot reach the hosts' disks, but can use its own databases", async () => {
  const [disk, another] = [newDisk(), newDisk()];
  const server = await start(thingsOn(disk, { modules }));
  const other = await start(thingsOn(another));
  await thingOf(other, "a").put("key", "safe");
  const stub = server.env["THINGS"].getByName("a");
  for (const reached of [disk, another]) {
    const name = `tabd:${reached}`;
    expect(await stub.reach(reached)).toEqual({
      open: refused("database", name),
      openOfPrototype: refused("database", name),
      changing: "d",
      none: expect.stringMatching(/^TypeError: Failed to execute 'open'/),
      delete: refused("database", name),
      listed: "",
      own: true,
      kept: 7,
      spied: expect.stringMatching(/^TypeError: Cannot assign to read only property 'add'/),
      cache: "[object Cache]",
      deletedCache:
        "Error: Failed to execute 'delete' on 'CacheStorage': the method is not implemented.",
      otherCache: "function",
    });
  }
  expect(await thingOf(other, "a").get("key")).toBe("safe");
  await server.env["THINGS"].getByName("a").put("key", 1);
  expect((await rawKeys(disk, "log")).length).toBeGreaterThan(0);
  expect((await server.verify()).ok).toBe(true);
});

test("bundled code is guarded too, although its modules load before host() is called", async () => {
  const disk = newDisk();
  const { modules: _, ...config } = thingsOn(disk);
  const worker = (): Worker =>
    new Worker(new URL("./serving/thief-host.ts", import.meta.url), { type: "module" });
  const server = await start({ ...config, worker } as WorkerConfig);
  const stub = server.env["THINGS"].getByName("a");
  expect(await stub.taken()).toEqual([]);
  expect(await stub.heard()).toBe(0);
  expect(await stub.open(`tabd:${disk}`)).toContain("tabd's own");
  expect(await stub.speak(`tabd:disk:${disk}`)).toContain("tabd's own");
});

test("a worker's code cannot reach tabd's own tables or the files of another namespace", async () => {
  const server = await start(
    thingsOn(newDisk(), {
      modules,
      durableObjectNamespaces: [
        { className: "Thing", uniqueKey: "things", enableSql: true },
        { className: "Other", uniqueKey: "others" },
      ],
      bindings: {
        THINGS: { durableObjectNamespace: "Thing" },
        OTHERS: { durableObjectNamespace: "Other" },
      },
    }),
  );
  const stub = server.env["THINGS"].getByName("a");
  await stub.put("key", "mine");
  await server.env["OTHERS"].getByName("b").put("key", "not yours");
  const files = (await server.inspect.files()).map(({ path }) => path);
  const queries = [
    ...["_cf_KV", "_cf_METADATA", "_cf_ALARM"].flatMap((table) => [
      `SELECT * FROM ${table}`,
      `SELECT * FROM main."${table}"`,
      `DELETE FROM ${table}`,
      `CREATE TABLE ${table} (a)`,
      `ALTER TABLE ${table} RENAME TO mine`,
    ]),
    ...files.map((path) => `ATTACH DATABASE '${path}' AS other`),
    "ATTACH DATABASE ':memory:' AS other",
    "SELECT * FROM sqlite_dbpage",
    "PRAGMA writable_schema = ON",
    "SELECT load_extension('x')",
    "SELECT readfile('x')",
  ];
  for (const query of queries) {
    expect([query, await stub.query(query)]).toEqual([query, expect.stringMatching(/Error: /)]);
  }
  // workerd lets code create such a view, and refuses to read it.
  await stub.query("CREATE VIEW v AS SELECT * FROM _cf_KV");
  expect(await stub.query("SELECT * FROM v")).toMatch(/Error: /);
  expect((await server.verify()).ok).toBe(true);
});

test("only the page's own server controls a host: other tabs cannot close, start or kill it", async () => {
  const disk = newDisk();
  const server = await start(thingsOn(disk));
  await thingOf(server, "a").put("key", 1);
  const name = followerChannelName(disk);
  let leave = (): void => {};
  await new Promise<void>((held) => {
    void navigator.locks.request(name, () => {
      held();
      return new Promise<void>((resolve) => {
        leave = resolve;
      });
    });
  });
  const session = openSession(
    new TabEndpoint({
      origin: directOrigin,
      name,
      disk,
      side: "follower",
      dropped: (reason) => console.error(reason),
    }),
  );
  const channel = new BroadcastChannel(`tabd:disk:${disk}`);
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- the target is not a window
  channel.postMessage({ tabd: PROTOCOL_VERSION, disk, type: "hello", from: name });
  const main = session.main as unknown as Record<string, (...args: unknown[]) => Promise<unknown>>;
  expect(await main["introduce"]?.()).toMatchObject({ code: { name: "main" } });
  for (const method of ["close", "start", "kill", "abandon", "options", "#options"]) {
    const error = await rejection(main[method]?.({}) ?? Promise.resolve());
    expect([method, error.message]).toEqual([
      method,
      expect.stringMatching(/method|not implement/),
    ]);
  }
  session.close();
  leave();
  channel.close();
  expect(await thingOf(server, "a").get("key")).toBe(1);
  expect(server.role).toBe("leader");
});

test("globals that a worker's code has changed do not disturb leader election", async () => {
  const disk = newDisk();
  const config = thingsOn(disk, { modules });
  const first = await start(config);
  await rejection(first.env["THINGS"].getByName("a").spoil());
  const second = await start(config);
  expect(await second.inspect.actors()).toHaveLength(1);
  expect([first.role, second.role]).toEqual(["leader", "follower"]);
  first.kill();
  expect(await seen(second, "leader-changed")).toMatchObject({ role: "leader" });
});
