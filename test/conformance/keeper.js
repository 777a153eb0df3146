// @ts-nocheck -- runs unchanged in workerd too
/**
 * A worker whose objects store values on request. The same text runs in tabd and in workerd, on
 * files that move between them; `env.RUNTIME` is the name of the runtime.
 *
 * `POST /` with `{ binding, name | id, steps }` sends steps to one object, and responds with `{ id,
 * results }`. Without `name` and `id`, the object is new and has no name. A step is `[method,
 * ...arguments]`: a method of `ctx.storage`, or one of {@link own}. Results are described as plain
 * JSON.
 */
import { DurableObject } from "cloudflare:workers";
import { describe } from "./driver.js";

/** The values of `storeAll`, one of each kind with its own encoding. */
function values() {
  const cyclic = { text: "round" };
  cyclic.self = cyclic;
  const shared = { shared: true };
  const bytes = Uint8Array.from({ length: 256 }, (_, i) => i);
  return {
    null: null,
    true: true,
    "minus zero": -0,
    NaN: NaN,
    "small integer": 7,
    fraction: -1.5,
    "large number": 2 ** 53,
    bigint: -(3n ** 100n),
    "one-byte text": "aÿ",
    "two-byte text": "名前 😀",
    "lone surrogate": "\ud800a",
    date: new Date(1_790_000_000_123),
    "invalid date": new Date(NaN),
    regexp: /a[/]😀/giu,
    map: new Map([
      ["a", 1],
      [{ key: true }, new Map([[NaN, undefined]])],
    ]),
    set: new Set(["a", -0, new Set([1n])]),
    array: [1, "two", undefined, [null]],
    "sparse array": Object.assign([1].concat(Array(2), [4]), { property: 5 }),
    object: { b: 1, a: undefined, 1: "index", é: { deep: [{}] } },
    "instance of a class": new (class Point {
      x = 1;
      #y = 2;
      get sum() {
        return this.x + this.#y;
      }
    })(),
    buffer: bytes.slice(0, 9).buffer,
    "part of a buffer": bytes.subarray(10, 20),
    doubles: Float64Array.of(0.1, -Infinity),
    bigints: BigInt64Array.of(-1n, 2n ** 62n),
    "data view": new DataView(bytes.buffer, 3, 5),
    error: new RangeError("out of range", { cause: new Error("because") }),
    "error with properties": Object.assign(new TypeError("wrong"), { code: "E1", retryable: true }),
    cyclic,
    "shared twice": [shared, shared],
    "many pages": new Uint8Array(70_000).fill(0xa5),
    "many pages of text": "0123456789".repeat(5000),
    // Keys, too, come in kinds.
    "": "the empty key",
    é: 1,
    "\uffff": "after every character of one unit",
    "😀": "and yet before this one",
  };
}

/** Steps that are not methods of the storage. */
const own = {
  /** Stores all values in one commit. */
  storeAll(storage) {
    return storage.put(values());
  },

  /** The values of `storeAll`, as they are read back. */
  originals() {
    const read = {
      ...values(),
      "instance of a class": { x: 1 },
      // A stored cause is read as an ordinary property.
      error: Object.assign(new RangeError("out of range"), { cause: new Error("because") }),
    };
    return new Map(Object.entries(read));
  },

  /** Stores `count` texts of 1,000 characters, at `row 0000` and so on. */
  async storeRows(storage, count) {
    for (let n = 0; n < count; n++) {
      const number = String(n).padStart(4, "0");
      void storage.put(`row ${number}`, number.repeat(250));
    }
    await storage.sync();
  },
};

export class Keeper extends DurableObject {
  async fetch(request) {
    const results = [];
    for (const [method, ...args] of await request.json()) {
      const { storage } = this.ctx;
      const result = method in own ? own[method](storage, ...args) : storage[method](...args);
      results.push(describe(await result));
    }
    return Response.json({ id: this.ctx.id.toString(), results });
  }

  /** Stores the delivery and logs it, so that a test need not call the object. */
  async alarm(info) {
    const { id, storage } = this.ctx;
    if ((await storage.get("fails in")) === this.env.RUNTIME) {
      console.log("failing, as told");
      throw new Error("told to fail");
    }
    const delivery = {
      runtime: this.env.RUNTIME,
      id: id.toString(),
      name: describe(id.name),
      scheduledTime: info.scheduledTime,
      alarmOfItsOwn: await storage.getAlarm(),
      at: Date.now(),
    };
    await storage.put("deliveries", [...((await storage.get("deliveries")) ?? []), delivery]);
    console.log(`delivered ${JSON.stringify(delivery)}`);
  }
}

/** The same in another namespace. */
export class Other extends Keeper {}

export default {
  async fetch(request, env) {
    const { binding = "KEEPERS", id, name, steps } = await request.json();
    const namespace = env[binding];
    const object =
      id !== undefined
        ? namespace.idFromString(id)
        : name !== undefined
          ? namespace.idFromName(name)
          : namespace.newUniqueId();
    const body = JSON.stringify(steps);
    return namespace.get(object).fetch("http://keeper/", { method: "POST", body });
  },
};
