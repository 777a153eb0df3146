import { isGlobalScope, requireHandler } from "../../api/worker-scope.ts";
import { definePlatform } from "./define-global.ts";

type Method = (this: unknown, ...args: unknown[]) => unknown;

/**
 * Refuses timers, requests and random values while the worker's modules run for the first time, as
 * workerd does (`io/io-context.c++`, `requireCurrentOrThrowJs()`): on Workers such a module does not
 * start. To be called once, after all that gives these functions their own ways.
 */
export function guardGlobalScope(): void {
  const { crypto } = globalThis;
  // Development servers have intervals of their own in the script, as a heartbeat.
  for (const name of ["setTimeout", "clearTimeout"]) guard(globalThis, name);
  for (const name of ["randomUUID", "getRandomValues"]) guard(crypto, name);
  const { fetch } = globalThis;
  definePlatform(globalThis, "fetch", (...args: Parameters<typeof fetch>) => {
    return isGlobalScope() ? new Promise(requireHandler) : fetch(...args);
  });
}

function guard(target: object, name: string): void {
  const method: unknown = Reflect.get(target, name);
  // A page that did not come over https has no `randomUUID()`.
  if (typeof method !== "function") return;
  const guarded: Method = function (...args) {
    requireHandler();
    return Reflect.apply(method as Method, this, args);
  };
  Object.defineProperty(guarded, "name", { value: name });
  definePlatform(target, name, guarded);
}
