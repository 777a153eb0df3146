import { expect, test } from "vitest";

import { newDisk, seen, start, thingsOn } from "./serving/serving.ts";

/** Tries to speak for the host, each time in another way, and tells how it went. */
const code = `
import { DurableObject } from "cloudflare:workers";

async function outcome(attempt) {
  try {
    return String(await attempt());
  } catch (error) {
    return error.name + ": " + error.message;
  }
}

export class Thing extends DurableObject {
  async tryAll(disk) {
    const name = "tabd:disk:" + disk;
    const channel = new BroadcastChannel("another");
    return {
      post: await outcome(() => typeof postMessage),
      channel: await outcome(() => new BroadcastChannel(name)),
      constructor: await outcome(() => new channel.constructor(name)),
      other: await outcome(() => channel.name),
      lock: await outcome(() => navigator.locks.request(name, { steal: true }, () => "stolen")),
      otherLock: await outcome(() => navigator.locks.request("another", () => "mine")),
      dispatch: await outcome(() => {
        dispatchEvent(new MessageEvent("message", { data: null }));
        return "sent";
      }),
    };
  }

  async spoil() {
    BroadcastChannel.prototype.postMessage = () => { throw new Error("spoiled"); };
    EventTarget.prototype.addEventListener = () => { throw new Error("spoiled"); };
    LockManager.prototype.request = () => { throw new Error("spoiled"); };
  }
}
`;

test("a worker's code cannot speak for its host", async () => {
  const disk = newDisk();
  const server = await start(thingsOn(disk, { modules: { "thing.js": code } }));
  const stub = server.env["THINGS"].getByName("a");
  const refused = (kind: string): string =>
    `TypeError: The ${kind} "tabd:disk:${disk}" cannot be used by a worker's code: names that ` +
    'begin with "tabd:" are tabd\'s own. Take another name.';
  expect(await stub.tryAll(disk)).toEqual({
    post: "undefined",
    channel: refused("BroadcastChannel"),
    constructor: refused("BroadcastChannel"),
    other: "another",
    lock: refused("lock"),
    otherLock: "mine",
    dispatch: "sent",
  });
  // A farewell that was believed would have ended the session.
  expect(await server.inspect.actors()).toHaveLength(1);
  expect(server.role).toBe("owner");
});

test("what it does to its globals does not come between hosts", async () => {
  const disk = newDisk();
  const config = thingsOn(disk, { modules: { "thing.js": code } });
  const first = await start(config);
  await first.env["THINGS"].getByName("a").spoil();
  const second = await start(config);
  expect(await second.inspect.actors()).toHaveLength(1);
  expect([first.role, second.role]).toEqual(["owner", "client"]);
  first.kill();
  expect(await seen(second, "owner-changed")).toMatchObject({ role: "owner" });
});
