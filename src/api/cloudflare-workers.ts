/**
 * The module `cloudflare:workers` (`src/cloudflare/workers.ts` in workerd). What is not there yet
 * is exported all the same, so that modules which import it load, and says so when it is used.
 */
import { currentContext } from "../actor/io-context.ts";
import { notImplementedYet, unbuilt } from "./unbuilt.ts";

export { Fetcher as ServiceStub } from "../rpc/fetcher.ts";
export { RpcPromise, RpcProperty } from "../rpc/rpc-promise.ts";
export { RpcStub } from "../rpc/rpc-stub.ts";
export { RpcTarget } from "../rpc/rpc-target.ts";
export { DurableObject, WorkerEntrypoint, WorkflowEntrypoint } from "./entrypoint-classes.ts";
export { env, exports } from "./worker-scope.ts";

/** Keeps the Durable Object whose code is running alive until `promise` settles. */
export function waitUntil(promise: unknown): void {
  const awaited = Promise.resolve(promise);
  const context = currentContext();
  // Elsewhere nothing ends while the host lives; a failure is nobody's.
  if (context === null) void awaited.catch(() => undefined);
  else context.actor.waitUntil(awaited);
}

/** Names a method that persistent stubs need, which are not there yet. */
export const restore: unique symbol = Symbol("cloudflare:workers:restore");

/** @throws {Error} always: it would have to follow the callback's `await`s, which browsers forbid. */
export function withEnv(_env: unknown, _callback: () => unknown): never {
  throw notImplementedYet("withEnv()");
}

/** @throws {Error} always: as {@link withEnv}. */
export function withExports(_exports: unknown, _callback: () => unknown): never {
  throw notImplementedYet("withExports()");
}

/** @throws {Error} always: as {@link withEnv}. */
export function withEnvAndExports(
  _env: unknown,
  _exports: unknown,
  _callback: () => unknown,
): never {
  throw notImplementedYet("withEnvAndExports()");
}

/** @throws {Error} always. */
export function abortIsolate(_reason?: unknown): never {
  throw notImplementedYet("abortIsolate()");
}

/** The cache of the worker's responses: any use of it throws. */
export const cache: object = unbuilt("cache");

/** Spans of the worker's own: any use of it throws. */
export const tracing: object = unbuilt("tracing");
