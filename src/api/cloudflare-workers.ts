/**
 * The module `cloudflare:workers` (`src/cloudflare/workers.ts` in workerd). Unsupported names are
 * exported too, so that modules that import them load; their use throws.
 */
import { currentContext } from "../actor/io-context.ts";
import { isObject, toFunction, wrongType } from "./arguments.ts";
import { makeTracing, type Tracing } from "./tracing.ts";
import { requireHandler, withScope } from "./worker-scope.ts";

export { Fetcher as ServiceStub } from "../rpc/bindings/fetcher.ts";
export { RpcPromise, RpcProperty } from "../rpc/rpc-promise.ts";
export { RpcStub } from "../rpc/rpc-stub.ts";
export { RpcTarget } from "../rpc/rpc-target.ts";
export { DurableObject, WorkerEntrypoint, WorkflowEntrypoint } from "./entrypoint-classes.ts";
export { env, exports } from "./worker-scope.ts";

/** Keeps the Durable Object whose code is running alive until `promise` settles. */
export function waitUntil(promise: unknown): void;
export function waitUntil(...args: unknown[]): void {
  if (args.length === 0) {
    throw wrongType(
      { className: "EntrypointsModule", method: "waitUntil", position: 1 },
      "Promise",
    );
  }
  requireHandler();
  const [promise] = args;
  const awaited = Promise.resolve(promise);
  const context = currentContext();
  // Code outside objects lives as long as the host. A rejection is ignored.
  if (context === null) void awaited.catch(() => undefined);
  else context.actor.waitUntil(awaited);
}

/** The name of a method that persistent stubs need; tabd has none yet. */
export const restore: unique symbol = Symbol("cloudflare:workers:restore");

/**
 * Runs `callback`, and the asynchronous code that it starts, with another `env` of this module: see
 * `actor/async-frame.ts`.
 */
export function withEnv(env: unknown, callback: () => unknown): unknown {
  requireCallback("withEnv", 2, callback);
  return withScope({ env: objectOrNothing(env) }, () => callback());
}

/** As {@link withEnv}, with `exports`. */
export function withExports(exports: unknown, callback: () => unknown): unknown {
  requireCallback("withExports", 2, callback);
  return withScope({ exports: objectOrNothing(exports) }, () => callback());
}

/** As {@link withEnv}, with `env` and `exports`. */
export function withEnvAndExports(
  env: unknown,
  exports: unknown,
  callback: () => unknown,
): unknown {
  requireCallback("withEnvAndExports", 3, callback);
  return withScope({ env: objectOrNothing(env), exports: objectOrNothing(exports) }, () =>
    callback(),
  );
}

function requireCallback(method: string, position: number, callback: unknown): void {
  toFunction(callback, { className: "EnvModule", method, position });
}

function objectOrNothing(value: unknown): object | undefined {
  return isObject(value) ? value : undefined;
}

/** @throws {Error} always: only the page ends a host. */
export function abortIsolate(_reason?: unknown): never {
  throw new Error(
    "abortIsolate() is not supported in tabd: the page ends the host by server.kill().",
  );
}

/** Empty, as in a workerd without a response cache. */
export const cache: Readonly<Record<string, unknown>> = Object.freeze({});

/** Spans are not recorded. */
export const tracing: Tracing = makeTracing();
