// @ts-nocheck -- it does what no type allows
/* oxlint-disable -- the attack breaks the rules on purpose */
// A worker that tries to reach objects that are not its own. Each attempt is a row: its target and
// its way.
import { DurableObject } from "cloudflare:workers";

const site = "SITE";
const victim = "tabd:victim";

const settled = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve("opened");
    request.onerror = () => reject(request.error);
    request.onblocked = () => resolve("deletes");
  });

const heard = [];
addEventListener("message", (event) => heard.push(event), { capture: true });

/** A builtin is replaced while `attempt` runs. */
function replacing(object, name, value, attempt) {
  const before = Object.getOwnPropertyDescriptor(object, name);
  Object.defineProperty(object, name, { value, configurable: true, writable: true });
  try {
    return attempt();
  } finally {
    if (before === undefined) delete object[name];
    else Object.defineProperty(object, name, before);
  }
}

/** The first function that a replaced builtin receives and that opens the victim. */
function opened(given) {
  for (const value of given) {
    if (typeof value !== "function") continue;
    try {
      if (Reflect.apply(value, indexedDB, [victim]) instanceof IDBOpenDBRequest) return "opened";
    } catch {}
  }
}

function recording(object, name) {
  const given = [];
  const before = object[name];
  const record = function (...args) {
    given.push(this, ...args);
    return Reflect.apply(before, this, args);
  };
  replacing(object, name, record, () => {
    try {
      indexedDB.open(victim);
    } catch {}
  });
  return opened(given);
}

const AsyncFunction = (async () => {}).constructor;

const attempts = {
  "names: a disk": () => settled(indexedDB.open(victim)),
  "names: a disk, by the prototype's method": () =>
    settled(IDBFactory.prototype.open.call(indexedDB, victim)),
  "names: a disk, by a name that changes": () => {
    const names = ["x", victim];
    return settled(indexedDB.open({ toString: () => names.shift() })).then(() => undefined);
  },
  "names: deletes a disk": () => settled(indexedDB.deleteDatabase(victim)),
  "names: lists disks": async () =>
    (await indexedDB.databases()).find(({ name }) => name.startsWith("tabd:")),
  "names: caches": () => caches.keys(),
  "names: looks through all caches": () => caches.match(site),
  "names: replaces a file of the page": async () => {
    const cache = await caches.open("page");
    await cache.put(site + "assets/index.js", new Response("stolen"));
    return "put";
  },
  "names: deletes a cache": () => caches.delete("page"),
  "names: the platform's caches, by the prototype's getter": () => {
    for (let scope = globalThis; scope; scope = Object.getPrototypeOf(scope)) {
      const got = Object.getOwnPropertyDescriptor(scope, "caches")?.get?.call(globalThis);
      if (got) return got.keys();
    }
  },
  "names: storage buckets": () => navigator.storageBuckets?.open("x"),
  "names: localStorage": () => globalThis.localStorage,
  "names: sessionStorage": () => globalThis.sessionStorage,
  "names: cookieStore": () => globalThis.cookieStore,
  "names: the document": () => globalThis.document ?? globalThis.window ?? globalThis.parent,
  "locks: steals that of a disk": () =>
    navigator.locks.request("tabd:disk:victim", { steal: true }, () => "stolen"),
  "locks: waits for that of a disk": () =>
    navigator.locks.request("tabd:disk:victim", () => "held"),
  "locks: lists those of disks": async () =>
    (await navigator.locks.query()).held.find(({ name }) => name.startsWith("tabd:")),
  "messages: a channel of a disk": () => new BroadcastChannel("tabd:disk:victim"),
  "messages: such a channel by constructor": () =>
    new new BroadcastChannel("x").constructor("tabd:disk:victim"),
  "messages: such a channel by a subclass": () =>
    new (class extends BroadcastChannel {})("tabd:disk:victim"),
  "messages: such a channel by Reflect.construct": () =>
    Reflect.construct(BroadcastChannel, ["tabd:disk:victim"]),
  "messages: speaks for the host": () => globalThis.postMessage,
  "messages: speaks for the host, by the prototype": () =>
    Object.getPrototypeOf(globalThis).postMessage,
  "messages: hears the page": () => heard.find((event) => event.isTrusted),
  "messages: pretends to be the page": () =>
    void dispatchEvent(new MessageEvent("message", { data: null })),
  "messages: ends the host": () => globalThis.close,
  "messages: another worker": () => globalThis.Worker ?? globalThis.SharedWorker,
  "code: eval": () => (0, eval)("1"),
  "code: Function": () => Function("return 1")(),
  "code: new Function": () => new Function("return 1")(),
  "code: Function of an async function": () => Object.getPrototypeOf(AsyncFunction)("return 1")(),
  "code: async function": () => AsyncFunction("return 1")(),
  "code: generator": () => function* () {}.constructor("yield 1")().next().value,
  "code: prototype of generator functions": () =>
    Object.getPrototypeOf(function* () {}.constructor)("return 1")(),
  "code: async generator": () => async function* () {}.constructor("yield 1")(),
  "code: Reflect.construct": () => Reflect.construct(Function, ["return 1"])(),
  "code: Function, called": () => Function.prototype.constructor.call(null, "return 1")(),
  "code: a bound Function": () => Function.bind(null, "return 1")()(),
  "code: a subclass": () => new (class extends Function {})("return 1")(),
  "code: a method's constructor": () => ({ m() {} }).m.constructor("return 1")(),
  "code: import() of text": async () =>
    (await import(`data:${"text/javascript,export default 1"}`)).default,
  "code: a trap of Object.prototype": () => {
    let platform;
    replacing(
      Object.prototype,
      "get",
      (target) => {
        platform ??= target;
      },
      () => Function.name,
    );
    return platform?.("return 1")();
  },
  "builtins: startsWith lies": () =>
    replacing(
      String.prototype,
      "startsWith",
      () => false,
      () => settled(indexedDB.open(victim)),
    ),
  "builtins: slice lies": () =>
    replacing(
      String.prototype,
      "slice",
      () => "",
      () => settled(indexedDB.open(victim)),
    ),
  "builtins: String lies": () =>
    replacing(
      globalThis,
      "String",
      () => "x",
      () => settled(indexedDB.open(victim)),
    ),
  "builtins: Reflect.apply is heard": () => recording(Reflect, "apply"),
  "builtins: Function.prototype.call is heard": () => recording(Function.prototype, "call"),
  "builtins: Function.prototype.apply is heard": () => recording(Function.prototype, "apply"),
  "builtins: the Array iterator lies": () =>
    replacing(
      Array.prototype,
      Symbol.iterator,
      function* () {
        yield "x";
      },
      () => settled(indexedDB.open(victim)),
    ),
  "builtins: filter keeps all": async () => {
    const list = await replacing(
      Array.prototype,
      "filter",
      function () {
        return this;
      },
      () => indexedDB.databases(),
    );
    return list.find(({ name }) => name.startsWith("tabd:"));
  },
  "builtins: then hears the list": () => {
    const given = [];
    const { then } = Promise.prototype;
    return replacing(
      Promise.prototype,
      "then",
      function (...args) {
        given.push(this);
        return Reflect.apply(then, this, args);
      },
      () => {
        const listed = indexedDB.databases();
        return then.call(listed, (all) => all.find(({ name }) => name.startsWith("tabd:")));
      },
    );
  },
  "builtins: a promise's constructor hears the list": async () => {
    let raw;
    const { constructor } = Promise.prototype;
    Object.defineProperty(Promise.prototype, "constructor", {
      configurable: true,
      get() {
        raw ??= this;
        return constructor;
      },
    });
    const { then } = Promise.prototype;
    try {
      indexedDB.databases();
    } finally {
      Object.defineProperty(Promise.prototype, "constructor", {
        configurable: true,
        writable: true,
        value: constructor,
      });
    }
    if (raw !== undefined) return (await raw)?.find?.(({ name }) => name.startsWith("tabd:"));
  },
};

/** Those which only another origin withstands. */
const isolatedAttempts = {
  "origin: a database of the page": () => settled(indexedDB.open("tabd playground: history")),
  "origin: deletes a database of the page": () =>
    settled(indexedDB.deleteDatabase("tabd playground: history")),
  "origin: lists databases": async () => (await indexedDB.databases()).length,
  "origin: OPFS": () => navigator.storage?.getDirectory?.(),
  "origin: any lock": () => navigator.locks.request("mine", () => "held"),
  "origin: a file of the site": async () => (await fetch(site)).status,
  "origin: a file of the site, with cookies": async () =>
    (await fetch(site, { credentials: "include" })).status,
  "origin: a script of the site": () =>
    fetch(site + "service-worker.js").then((response) => response.text()),
  "origin: a service worker": () => navigator.serviceWorker?.register?.(site + "service-worker.js"),
  "origin: the page's channel": () =>
    void new BroadcastChannel("page").postMessage("from the attacker"),
  "origin: its name": () => (self.origin === "null" ? undefined : self.origin),
};

async function outcome(attempt) {
  try {
    const value = await attempt();
    return value === undefined ? "nothing" : "REACHED " + String(value);
  } catch (error) {
    return "refused";
  }
}

export class Attacker extends DurableObject {
  async attack(kind) {
    const outcomes = {};
    const all = kind === "isolated" ? { ...attempts, ...isolatedAttempts } : attempts;
    for (const [name, attempt] of Object.entries(all)) {
      outcomes[name] = await Promise.race([
        outcome(attempt),
        new Promise((resolve) => setTimeout(() => resolve("nothing yet"), 3000)),
      ]);
    }
    await this.ctx.storage.put("attacked", true);
    return outcomes;
  }
}

export default {
  async fetch(request, env) {
    const outcomes = await env.ATTACKERS.getByName("a").attack("isolated");
    const reached = Object.keys(outcomes).filter((name) => outcomes[name].startsWith("REACHED"));
    return new Response(`${Object.keys(outcomes).length} attempts, reached: ${reached.join()}`);
  },
};
