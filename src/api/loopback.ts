import { nameClass } from "../rpc/class-name.ts";
import {
  DurableObjectClass,
  makeCallableClass,
  makeDurableObjectClass,
} from "../rpc/bindings/durable-object-class.ts";
import {
  bindNamespace,
  checkVersion,
  ColoLocalActorNamespace,
  DurableObjectNamespace,
  type NamespaceBinding,
} from "../rpc/bindings/durable-object-namespace.ts";
import { Fetcher, makeFetcher, makeService } from "../rpc/bindings/fetcher.ts";
import type { RpcHook } from "../rpc/hook.ts";
import { captureProps } from "../rpc/bindings/props.ts";
import { rpcSettings } from "../rpc/settings.ts";
import { neverSerialize } from "../rpc/stub-state.ts";
import { madeByExport } from "../rpc/unstorable.ts";
import { callableWithPrototype } from "../rpc/wildcard.ts";
import { isObject, toOptions, wrongType } from "./arguments.ts";

/**
 * The bindings in `ctx.exports` (`api/export-loopback.h`): the worker's own exports. Calling one with
 * `{ props }` returns the same binding with these props.
 */

/** An entrypoint, or a handler object, as a service. */
class LoopbackServiceStub extends Fetcher {
  static {
    nameClass(this, "LoopbackServiceStub");
  }
}

/** A Durable Object class without a namespace. */
class LoopbackDurableObjectClass extends DurableObjectClass {
  static {
    nameClass(this, "LoopbackDurableObjectClass");
  }
}

/** A Durable Object class with a namespace. */
class LoopbackDurableObjectNamespace extends DurableObjectNamespace {
  static {
    nameClass(this, "LoopbackDurableObjectNamespace");
  }
}

/** A Durable Object class with an ephemeral namespace. */
class LoopbackColoLocalActorNamespace extends ColoLocalActorNamespace {
  static {
    nameClass(this, "LoopbackColoLocalActorNamespace");
  }
}

const noProps = (): unknown => ({});

/** @param hook makes a hook to the service with these props. */
export function loopbackService(hook: (makeProps: () => unknown) => RpcHook): object {
  const call = (...args: unknown[]): Fetcher =>
    madeByExport(makeFetcher(hook(readServiceOptions(args))));
  const callable = callableWithPrototype(LoopbackServiceStub.prototype, call);
  const service = makeService(callable, hook(noProps), "loopback");
  neverSerialize(service);
  return service;
}

export function loopbackClass(className: string): object {
  return callableClass(className, LoopbackDurableObjectClass.prototype);
}

export function loopbackNamespace(className: string, binding: NamespaceBinding): object {
  const namespace = callableClass(className, LoopbackDurableObjectNamespace.prototype);
  bindNamespace(namespace, binding);
  return namespace;
}

/** @param hook as in {@link NamespaceBinding}. */
export function loopbackColoLocalNamespace(
  className: string,
  hook: NamespaceBinding["hook"],
): object {
  const namespace = callableClass(className, LoopbackColoLocalActorNamespace.prototype);
  bindNamespace(namespace, { hook });
  return namespace;
}

function callableClass<T extends object>(className: string, prototype: T): T {
  const { name } = prototype.constructor;
  return makeCallableClass(prototype, { className, makeProps: noProps }, (...args) =>
    makeDurableObjectClass({ className, makeProps: readProps(args, name) }),
  );
}

/** With the flag `enable_version_api`, services also take a version. */
function readServiceOptions(args: readonly unknown[]): () => unknown {
  if (!rpcSettings.versions) return readProps(args, "LoopbackServiceStub");
  const makeProps = readProps(args, "LoopbackServiceStub", "OptionsWithVersion");
  const { version } = (args[0] ?? {}) as { readonly version?: unknown };
  checkVersion(version, "OptionsWithVersion", "Version");
  return makeProps;
}

/** @throws {TypeError} for wrong options; {@link captureProps} throws for wrong props. */
function readProps(
  args: readonly unknown[],
  className: string,
  type: string = "Options",
): () => unknown {
  const parameter = { className, method: "(called as function)", position: 1 };
  if (args[0] === undefined) throw wrongType(parameter, type);
  const props = toOptions<{ props?: unknown }>(args[0], parameter, type)?.props;
  if (props === undefined) return noProps;
  if (!isObject(props)) {
    throw new TypeError(
      `Incorrect type for the 'props' field on '${type}': the provided value is not of type ` +
        "'Object'.",
    );
  }
  return captureProps(props);
}
