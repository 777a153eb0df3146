// @ts-nocheck -- it does what no type allows
/* oxlint-disable -- the attack breaks the rules on purpose */
// A worker that replaces every method and accessor of every builtin in turn, and then tries to
// reach tabd's own objects.
import { DurableObject } from "cloudflare:workers";

const {
  apply,
  construct,
  defineProperty,
  deleteProperty,
  getOwnPropertyDescriptor,
  getPrototypeOf,
  ownKeys,
} = Reflect;
const bind = Function.prototype.call.bind.bind(Function.prototype.call);
const readyState = bind(getOwnPropertyDescriptor(IDBRequest.prototype, "readyState").get);
const nameOfChannel = bind(getOwnPropertyDescriptor(BroadcastChannel.prototype, "name").get);
const isTrusted = (value) => value instanceof MessageEvent && value.isTrusted;
const then = bind(Promise.prototype.then);
const factory = indexedDB;
const lockManager = navigator.locks;
const Channel = BroadcastChannel;
const setLength = (array, value) =>
  defineProperty(array, array.length, {
    value,
    writable: true,
    enumerable: true,
    configurable: true,
  });

/** Every builtin: globals, their prototypes, and builtins without names. */
function builtins() {
  const found = new Map();
  const add = (name, value) => {
    if (value === null || (typeof value !== "object" && typeof value !== "function")) return;
    for (const known of found.values()) if (known === value) return;
    found.set(name, value);
    const prototype =
      typeof value === "function" ? getOwnPropertyDescriptor(value, "prototype")?.value : undefined;
    if (prototype) add(name + ".prototype", prototype);
  };
  for (let scope = globalThis; scope !== null; scope = getPrototypeOf(scope)) {
    for (const key of ownKeys(scope)) {
      if (typeof key !== "string" || ["globalThis", "self", "navigator", "location"].includes(key))
        continue;
      const descriptor = getOwnPropertyDescriptor(scope, key);
      if ("value" in descriptor) add(key, descriptor.value);
    }
  }
  add("ArrayIterator", getPrototypeOf([][Symbol.iterator]()));
  add("SetIterator", getPrototypeOf(new Set().values()));
  add("MapIterator", getPrototypeOf(new Map().values()));
  add("StringIterator", getPrototypeOf(""[Symbol.iterator]()));
  add("Iterator", getPrototypeOf(getPrototypeOf([][Symbol.iterator]())));
  add("TypedArray", getPrototypeOf(Uint8Array));
  add(
    "AsyncFunction",
    getPrototypeOf(async () => {}),
  );
  add(
    "Generator",
    getPrototypeOf(function* () {}),
  );
  add("LockManager", getPrototypeOf(lockManager));
  return found;
}

/** What a hostile method does, by its kind. */
const kinds = {
  throwing: () => () => {
    throw new Error("hostile");
  },
  lying: () => () => "",
  recording: (before, given) =>
    function (...args) {
      setLength(given, this);
      for (let i = 0; i < args.length; i++) setLength(given, args[i]);
      return new.target ? construct(before, args, new.target) : apply(before, this, args);
    },
};

const breaches = [];
const lists = [];

function attack(where, given, asks) {
  const granted = () => reached("steals a lock");
  const reached = (what) => setLength(breaches, `${where}: ${what}`);
  const opens = (run) => {
    try {
      readyState(run());
      return true;
    } catch {
      return false;
    }
  };
  const named = (run) => {
    try {
      return nameOfChannel(run()) === "tabd:disk:victim";
    } catch {
      return false;
    }
  };
  if (opens(() => factory.open("tabd:victim"))) reached("opens a disk");
  if (opens(() => factory.deleteDatabase("tabd:victim"))) reached("deletes a disk");
  if (named(() => new Channel("tabd:disk:victim"))) reached("takes a channel");
  try {
    const answer = lockManager.request("tabd:disk:victim", { steal: true }, granted);
    then(answer, undefined, () => {});
  } catch {}
  if (asks) {
    for (const [what, list] of [
      ["databases", () => factory.databases()],
      ["locks", () => lockManager.query()],
    ]) {
      try {
        setLength(lists, [`${where}: lists ${what}`, list()]);
      } catch {}
    }
  }
  // What a guard gave away.
  for (let i = 0; i < given.length; i++) {
    const value = given[i];
    if (typeof value !== "function" || value === granted) continue;
    if (opens(() => apply(value, factory, ["tabd:victim"])))
      reached("receives a function that opens a disk");
    if (named(() => construct(value, ["tabd:disk:victim"])))
      reached("receives a function that makes channels");
  }
}

function replaceOne(where, object, key, descriptor) {
  for (const kind of Object.keys(kinds)) {
    const given = [];
    const hostile = { ...descriptor };
    for (const field of ["value", "get", "set"]) {
      if (typeof descriptor[field] === "function")
        hostile[field] = kinds[kind](descriptor[field], given);
    }
    if (!defineProperty(object, key, hostile)) return false;
    try {
      attack(`${kind} ${where}`, given, kind === "recording");
    } catch (error) {
      // The attack itself uses the functions that it has replaced.
    } finally {
      defineProperty(object, key, descriptor);
    }
  }
  return true;
}

/** Traps and fields that a builtin would look up in every object. */
const POLLUTION = [
  "get",
  "set",
  "has",
  "value",
  "apply",
  "construct",
  "getPrototypeOf",
  "ownKeys",
  "steal",
  "name",
  "0",
  "then",
];

function pollute(name) {
  const given = [];
  const record = function (...args) {
    setLength(given, this);
    for (let i = 0; i < args.length; i++) setLength(given, args[i]);
    return name === "get" ? undefined : args[0];
  };
  for (const target of [Object.prototype, Array.prototype]) {
    const before = getOwnPropertyDescriptor(target, name);
    if (before !== undefined) continue;
    const descriptor = Object.assign(Object.create(null), {
      configurable: true,
      writable: true,
      value: record,
    });
    defineProperty(target, name, descriptor);
    try {
      attack(`with ${name}`, given, true);
    } catch {
    } finally {
      deleteProperty(target, name);
    }
  }
}

export class Replacer extends DurableObject {
  async replace(part, parts) {
    let count = 0;
    let index = 0;
    for (const [name, object] of builtins()) {
      for (const key of ownKeys(object)) {
        if (index++ % parts !== part) continue;
        const descriptor = getOwnPropertyDescriptor(object, key);
        const callable = [descriptor.value, descriptor.get, descriptor.set].some(
          (one) => typeof one === "function",
        );
        if (!callable || (!descriptor.configurable && !descriptor.writable)) continue;
        if (replaceOne(`${name}.${String(key)}`, object, key, descriptor)) count++;
      }
    }
    if (part === 0) for (const name of POLLUTION) pollute(name);
    for (const [where, list] of lists) {
      try {
        const found = await list;
        const names = JSON.stringify(found);
        if (names.includes("tabd:")) breaches.push(where);
      } catch {}
    }
    // The theft of a lock is reported later.
    await new Promise((resolve) => setTimeout(resolve, 200));
    return { count, breaches: breaches.splice(0) };
  }

  /** The page's messages and their ports, as replaced builtins see them. */
  async hear() {
    const seen = [];
    const restore = [];
    for (const [object, key] of [
      [MessageEvent.prototype, "data"],
      [Event.prototype, "isTrusted"],
      [Event.prototype, "stopImmediatePropagation"],
      [Event.prototype, "type"],
      [EventTarget.prototype, "addEventListener"],
      [EventTarget.prototype, "dispatchEvent"],
      [MessagePort.prototype, "postMessage"],
      [Reflect, "apply"],
      [Function.prototype, "call"],
      [Function.prototype, "apply"],
      [Array.prototype, Symbol.iterator],
      [Set.prototype, Symbol.iterator],
      [Set.prototype, "forEach"],
      [Map.prototype, "get"],
      [Array.prototype, "push"],
    ]) {
      const descriptor = getOwnPropertyDescriptor(object, key);
      if (descriptor === undefined || !descriptor.configurable) continue;
      const hostile = { ...descriptor };
      for (const field of ["value", "get"]) {
        const before = descriptor[field];
        if (typeof before !== "function") continue;
        hostile[field] = function (...args) {
          setLength(seen, this);
          for (let i = 0; i < args.length; i++) setLength(seen, args[i]);
          return apply(before, this, args);
        };
      }
      defineProperty(object, key, hostile);
      restore.push(() => defineProperty(object, key, descriptor));
    }
    await new Promise((resolve) => setTimeout(resolve, 300));
    for (const back of restore) back();
    return {
      seen: seen.length > 0,
      events: seen.filter(isTrusted).length,
      posts: seen.filter((value) => typeof value === "function" && value.name === "postMessage")
        .length,
    };
  }
}
