import { ActorId, type ActorIdFactory } from "../../codec/actor-id.ts";
import { encodeUtf8 } from "../../codec/utf8.ts";
import { BrokenHook } from "../broken-hook.ts";
import { isObject, type Parameter, toOptions, toText, wrongType } from "../arguments.ts";
import { illegalConstructor, illegalInvocation, nameClass } from "../class-name.ts";
import {
  actorIdOf,
  defineReadOnly,
  type DurableObjectId,
  toDurableObjectId,
} from "./durable-object-id.ts";
import { Fetcher, makeFetcher, makeService } from "./fetcher.ts";
import type { RpcHook } from "../hook.ts";
import { rpcSettings } from "../settings.ts";

/** The engine's side of a namespace. */
export interface NamespaceBinding {
  readonly ids: ActorIdFactory;
  /** A new hook to an object, with its own order of calls. Starts nothing. */
  readonly hook: (id: ActorId) => RpcHook;
}

/** The stub of a Durable Object (`api/actor.h:83-140`). */
export class DurableObjectStub extends Fetcher {
  /** The id passed to `get()`. */
  declare readonly id: DurableObjectId;
  declare readonly name?: string;

  /** As on every service; also with a relative URL, where a compatibility flag says so. */
  override async fetch(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
    if (arguments.length === 0) return Reflect.apply(super.fetch, this, []);
    if (rpcSettings.fullUrls || input instanceof Request) return super.fetch(input, init);
    return super.fetch(new URL(String(input), "https://fake-host/"), init);
  }
}
nameClass(DurableObjectStub, "DurableObject");

export interface GetDurableObjectOptions {
  /** The location for a new object. No effect here. */
  readonly locationHint?: string;
  readonly routingMode?: "primary-only";
  /** The version of the worker to use. No effect here: there is one. */
  readonly version?: { readonly cohort?: string };
}

const bindings = new WeakMap<object, NamespaceBinding | Pick<NamespaceBinding, "hook">>();

export interface NewUniqueIdOptions {
  /** A jurisdiction. Refused: neither workerd nor a browser has one. */
  readonly jurisdiction?: string | null;
}

/** All Durable Objects of one class, as the user's code sees them (`api/actor.c++:177-290`). */
export class DurableObjectNamespace {
  /** @throws {TypeError} always: namespaces are bindings. */
  constructor() {
    throw illegalConstructor();
  }

  /** A new unique id. */
  newUniqueId(options?: NewUniqueIdOptions): DurableObjectId {
    const { ids } = bindingOf(this);
    const parameter = parameterOf("newUniqueId", 1);
    const given = toOptions<NewUniqueIdOptions>(options, parameter, "NewUniqueIdOptions");
    return toDurableObjectId(ids.newUniqueId(toJurisdiction(given?.jurisdiction)));
  }

  /** The id of a name: always the same one. */
  idFromName(name: string): DurableObjectId {
    const binding = bindingOf(this);
    requireString("idFromName", arguments.length);
    return toDurableObjectId(binding.ids.idFromName(toText(name)));
  }

  /**
   * The id for another id's `toString()`.
   *
   * @throws {TypeError} for text that is not an id of this namespace.
   */
  idFromString(id: string): DurableObjectId {
    const binding = bindingOf(this);
    requireString("idFromString", arguments.length);
    return toDurableObjectId(binding.ids.idFromString(toText(id)));
  }

  /** A stub of the object with this id. The object is started by the first call. */
  get(id: DurableObjectId, options?: GetDurableObjectOptions): DurableObjectStub {
    const binding = bindingOf(this);
    const known = actorIdOf(id);
    if (known === undefined) throw wrongType(parameterOf("get", 1), "DurableObjectId");
    checkOptions("get", options);
    return makeStub(binding, known, id);
  }

  /** `get(idFromName(name))` */
  getByName(name: string, options?: GetDurableObjectOptions): DurableObjectStub {
    const binding = bindingOf(this);
    requireString("getByName", arguments.length);
    const id = binding.ids.idFromName(toText(name));
    checkOptions("getByName", options);
    return makeStub(binding, id, toDurableObjectId(id));
  }

  /** This namespace, restricted to a jurisdiction. */
  jurisdiction(jurisdiction?: string | null): DurableObjectNamespace {
    const { ids, hook } = bindingOf(this);
    return makeNamespace({ ids: ids.withJurisdiction(toJurisdiction(jurisdiction)), hook });
  }
}
nameClass(DurableObjectNamespace, "DurableObjectNamespace");

/** The user's view of a namespace. */
export function makeNamespace(binding: NamespaceBinding): DurableObjectNamespace {
  const namespace = Object.create(DurableObjectNamespace.prototype) as DurableObjectNamespace;
  bindNamespace(namespace, binding);
  return namespace;
}

/** Connects an object of one of these classes, or of a subclass, to a namespace. */
export function bindNamespace(
  view: DurableObjectNamespace | ColoLocalActorNamespace,
  binding: NamespaceBinding | Pick<NamespaceBinding, "hook">,
): void {
  bindings.set(view, binding);
}

/**
 * Objects without storage, identified by plain strings: the binding of a class that is configured
 * with `ephemeralLocal` (`api/actor.h:31`).
 */
export class ColoLocalActorNamespace {
  /** @throws {TypeError} always: namespaces are bindings. */
  constructor() {
    throw illegalConstructor();
  }

  /**
   * A stub of the object with this id.
   *
   * @throws {TypeError} when the id is empty or longer than 2,048 bytes.
   */
  get(actorId: string): Fetcher {
    const binding = bindings.get(this);
    if (binding === undefined) throw illegalInvocation();
    if (arguments.length === 0) {
      const parameter = { className: "ColoLocalActorNamespace", method: "get", position: 1 };
      throw wrongType(parameter, "string");
    }
    const hex = toText(actorId);
    const { length } = encodeUtf8(hex);
    if (length === 0 || length > 2048) {
      throw new TypeError("Actor ID length must be in the range [1, 2048].");
    }
    return makeFetcher(binding.hook(new ActorId(hex)));
  }
}
nameClass(ColoLocalActorNamespace, "ColoLocalActorNamespace");

/** The user's view of an ephemeral namespace. @param hook as in {@link NamespaceBinding}. */
export function makeColoLocalNamespace(hook: NamespaceBinding["hook"]): ColoLocalActorNamespace {
  const namespace = Object.create(ColoLocalActorNamespace.prototype) as ColoLocalActorNamespace;
  bindNamespace(namespace, { hook });
  return namespace;
}

export function bindingOf(namespace: object): NamespaceBinding {
  const binding = bindings.get(namespace);
  if (binding === undefined || !("ids" in binding)) throw illegalInvocation();
  return binding;
}

/** The stub of an object. */
export function makeStub(
  { hook }: Pick<NamespaceBinding, "hook">,
  known: ActorId,
  id: DurableObjectId,
): DurableObjectStub {
  const stub = Object.create(DurableObjectStub.prototype) as DurableObjectStub;
  defineReadOnly(stub, { name: known.name, id });
  const reached = rpcSettings.replicaRouting
    ? new BrokenHook(new Error("workerd does not support replica routing."))
    : hook(known);
  return makeService(stub, reached);
}

function requireString(method: string, given: number): void {
  if (given === 0) throw wrongType(parameterOf(method, 1), "string");
}

export function checkOptions(method: string, value: unknown): void {
  const parameter = parameterOf(method, 2);
  const options = toOptions<GetDurableObjectOptions>(value, parameter, "GetDurableObjectOptions");
  toOptionalText(options?.locationHint);
  const routingMode = toOptionalText(options?.routingMode);
  if (routingMode !== undefined && routingMode !== "primary-only") {
    throw new RangeError(`unknown routingMode: ${routingMode}`);
  }
  checkVersion(options?.version, "GetDurableObjectOptions", "VersionOptions");
}

/** @throws {TypeError} for a value that is not a version. */
export function checkVersion(version: unknown, options: string, type: string): void {
  if (version === undefined || version === null) return;
  if (!isObject(version)) throw wrongField("version", options, type);
  toOptionalText((version as { readonly cohort?: unknown }).cohort);
}

function wrongField(field: string, options: string, type: string): TypeError {
  return new TypeError(
    `Incorrect type for the '${field}' field on '${options}': the provided value is not of type ` +
      `'${type}'.`,
  );
}

/** None at all, or text. */
function toJurisdiction(value: unknown): string | undefined {
  return value === undefined || value === null ? undefined : toText(value);
}

/** Here null is text. */
function toOptionalText(value: unknown): string | undefined {
  return value === undefined ? undefined : toText(value);
}

export function parameterOf(method: string, position: number): Parameter {
  return { className: "DurableObjectNamespace", method, position };
}
