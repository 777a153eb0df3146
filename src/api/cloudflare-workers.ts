/**
 * The module `cloudflare:workers` (`src/cloudflare/workers.ts` in workerd). What is not supported
 * is exported all the same, so that modules which import it load, and says so when it is used.
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
  // Elsewhere nothing ends while the host lives; a failure is nobody's.
  if (context === null) void awaited.catch(() => undefined);
  else context.actor.waitUntil(awaited);
}

/** Names a method that persistent stubs need, which are not there yet. */
export const restore: unique symbol = Symbol("cloudflare:workers:restore");

/**
 * Runs `callback` with `env` of this module showing another object, for all that it does: see
 * `actor/async-frame.ts`. What is no object changes nothing.
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

/** @throws {Error} always: a host ends when its page says so. */
export function abortIsolate(_reason?: unknown): never {
  throw new Error(
    "abortIsolate() is not supported in tabd: the page ends the host by server.kill().",
  );
}

/** There is no cache of responses: as in a workerd without one, this has nothing in it. */
export const cache: Readonly<Record<string, unknown>> = Object.freeze({});

/** Nobody records spans. */
export const tracing: Tracing = makeTracing();
