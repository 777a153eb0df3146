import { expect, test } from "vitest";

import { Broker } from "../../../src/host/isolation/broker.ts";
import type { BrokerAnswer, BrokerEvent } from "../../../src/protocol/broker-messages.ts";
import type { HostAssets } from "../../../src/protocol/host-assets.ts";

const assets = {
  host: "https://site/host-entry.js",
  wasm: "https://site/sqlite.wasm",
  parts: { typescript: "https://site/t.js" } as HostAssets["parts"],
};

/** What a broker of the disk "mine" answers. */
function answer(message: unknown): Promise<BrokerAnswer | BrokerEvent> {
  return new Promise((resolve) => {
    new Broker({ disk: "mine", assets, send: resolve }).receive(message);
  });
}

const uuid = "7f0c1c4e-1111-4222-8333-444455556666";
const options = { ifAvailable: true, steal: false };

test.each<[string, string, unknown[]]>([
  ["the lock of another disk", "lock", [1, "tabd:disk:theirs", options]],
  ["to steal the lock of another disk", "lock", [1, "tabd:disk:theirs", { steal: true }]],
  ["the steal lock of another disk", "lock", [1, "tabd:disk:theirs:steal", options]],
  ["a lock with a longer name", "lock", [1, "tabd:disk:mine2", options]],
  ["a lock below its disk's", "lock", [1, "tabd:disk:mine:other", options]],
  ["a lock below a follower's", "lock", [1, `tabd:disk:mine:${uuid}:x`, options]],
  ["a lock of the page", "lock", [1, "page", options]],
  ["a lock whose name is not a string", "lock", [1, { toString: () => "tabd:disk:mine" }, options]],
  ["a lock without a number", "lock", ["x", "tabd:disk:mine", options]],
  ["a method of Object", "constructor", []],
  ["a method of Object.prototype", "toString", []],
  ["a prototype", "__proto__", []],
  ["no method", "steal", []],
  ["a store that is not open", "read", [7, "path"]],
  ["a commit to a store that is not open", "commit", [7, []]],
  ["a disk of another durability", "open", ["none", undefined]],
  ["a disk after an invalid token", "open", ["relaxed", {}]],
  ["a file of the page", "script", ["https://site/index.html"]],
  ["the host's script again", "script", ["https://site/host-entry.js"]],
  ["a file of another site", "wasm", ["https://elsewhere/x.wasm"]],
])("a broker refuses %s", async (_, method, args) => {
  expect(await answer({ id: 3, method, args })).toEqual({
    id: 3,
    error: { name: "TypeError", message: expect.stringMatching(/refused\.$/) },
  });
});

test("a broker refuses calls whose arguments are not a list", async () => {
  expect(await answer({ id: 3, method: "open", args: "relaxed" })).toMatchObject({
    id: 3,
    error: {},
  });
});

test.each<[string, unknown]>([
  ["nothing", undefined],
  ["null", null],
  ["text", "open"],
  ["an unknown notice", { type: "kill" }],
  ["a channel of another disk", { type: "open-channel", channel: 1, name: "tabd:disk:theirs" }],
  ["a message on no channel", { type: "post", channel: 1, message: "x" }],
  ["a lock that is not held", { type: "release", lock: 1 }],
])("a broker ignores %s", async (_, message) => {
  const sent: unknown[] = [];
  const broker = new Broker({ disk: "mine", assets, send: (answered) => sent.push(answered) });
  broker.receive(message);
  const heard = new Promise<unknown>((resolve) => {
    const channel = new BroadcastChannel("tabd:disk:theirs");
    channel.onmessage = ({ data }: MessageEvent) => resolve(data);
    // Node keeps a process alive for an open channel.
    (channel as unknown as { unref(): void }).unref();
    setTimeout(resolve, 20, "nothing");
  });
  broker.receive({ type: "post", channel: 1, message: "forged" });
  expect(await heard).toBe("nothing");
  expect(sent).toEqual([]);
});
