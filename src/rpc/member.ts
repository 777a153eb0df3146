import { RpcTarget } from "./rpc-target.ts";
import { stubState } from "./stub-state.ts";
import type { PropertyPath } from "./hook.ts";

/** The start of a path: an instance of an exported class, or any other value. */
export type TargetKind = "entrypoint" | "target";

/** Stubs that a result has disposed, each with its replacement for calls on the value. */
type Moved = ReadonlyMap<unknown, unknown>;

/** What a method is called with, and on. */
export interface Method {
  readonly call: (args: readonly unknown[]) => unknown;
}

/** A handler object as the target of one event: `handler-target.ts`. */
export abstract class Handler {
  abstract readonly handler: object;
  abstract method(name: string, value: Function, parent: unknown): Method;
}

/** Names that cannot be reached over RPC anywhere (`worker-rpc.c++:1412`). */
const reserved = new Set(["constructor", "dup"]);

/** Names of an entrypoint that have events of their own. */
const reservedOnEntrypoints = new Set([
  "fetch",
  "connect",
  "alarm",
  "webSocketMessage",
  "webSocketClose",
  "webSocketError",
]);

export interface Member {
  readonly value: unknown;
  /** The object that it is a member of; the target itself when the path is empty. */
  readonly parent: unknown;
}

/**
 * Finds the member at `path`, by the rules of what can be seen over RPC (`worker-rpc.c++:1399`):
 *
 * - of an entrypoint and an `RpcTarget`, what its classes define, but not what `Object` does, nor
 *   its own properties: they are private;
 * - of a plain object, a handler object and a function, its own properties;
 * - of a stub, whatever is behind it;
 * - of anything else, nothing.
 *
 * @throws {TypeError} when there is no such member, or it is reserved.
 */
export function findMember(
  target: unknown,
  kind: TargetKind,
  path: PropertyPath,
  moved?: Moved,
): Member {
  const handler = target instanceof Handler ? target.handler : undefined;
  let parent = target;
  let value = handler ?? target;
  let throughStub = false;
  for (const [depth, name] of path.entries()) {
    const isEntrypoint = kind === "entrypoint" && depth === 0;
    if (reserved.has(name) || (isEntrypoint && reservedOnEntrypoints.has(name))) {
      throw new TypeError(`'${name}' is a reserved method and cannot be called over RPC.`);
    }
    throughStub ||= isStub(value);
    parent = value;
    if (throughStub) {
      value = (parent as Record<string, unknown>)[name];
    } else if (isEntrypoint && handler !== undefined) {
      value = ownMember(handler, name);
    } else if (isEntrypoint || parent instanceof RpcTarget) {
      value = prototypeMember(parent as object, name);
    } else if (isPlainObject(parent) || isPlainFunction(parent)) {
      value = ownMember(parent as object, name);
    } else {
      // The message names the member that has no members; for the target itself, the requested
      // name.
      throw notImplemented(path[depth - 1] ?? name);
    }
    value = moved?.get(value) ?? value;
  }
  return { value, parent };
}

/** Finds the member at `path` and checks that it can be called. */
export function findMethod(
  target: unknown,
  kind: TargetKind,
  path: PropertyPath,
  moved?: Moved,
): Method {
  const { value, parent } = findMember(target, kind, path, moved);
  if (typeof value !== "function") {
    const name = path.length === 0 ? "(this)" : path.join(".");
    throw new TypeError(`"${name}" is not a function.`);
  }
  if (target instanceof Handler) return target.method(path.join("."), value, parent);
  return { call: (args) => Reflect.apply(value, parent, args) };
}

function ownMember(object: object, name: string): unknown {
  if (!Object.hasOwn(object, name)) throw notImplemented(name);
  return (object as Record<string, unknown>)[name];
}

function prototypeMember(object: object, name: string): unknown {
  if (Object.hasOwn(object, name)) throw notImplemented(name);
  if (name in Object.prototype && !isRedefined(object, name)) throw notImplemented(name);
  // Not `in`: a Proxy may answer `get` alone.
  const value = (object as Record<string, unknown>)[name];
  if (value === undefined) throw notImplemented(name);
  return value;
}

/** Whether a class of the object defines a member that `Object.prototype` has too. */
function isRedefined(object: object, name: string): boolean {
  let prototype: unknown = Object.getPrototypeOf(object);
  while (isObject(prototype) && prototype !== Object.prototype) {
    if (Object.hasOwn(prototype, name)) return true;
    prototype = Object.getPrototypeOf(prototype);
  }
  return false;
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

function isPlainObject(value: unknown): boolean {
  return isObject(value) && Object.getPrototypeOf(value) === Object.prototype;
}

/** A function of the user's, and no promise or property of RPC, which can be called too. */
function isPlainFunction(value: unknown): boolean {
  return typeof value === "function" && stubState(value) === undefined;
}

function isStub(value: unknown): boolean {
  const kind = stubState(value)?.kind;
  return kind === "stub" || kind === "fetcher" || kind === "loopback";
}

function notImplemented(name: string): TypeError {
  return new TypeError(`The RPC receiver does not implement the method "${name}".`);
}
