import { isGlobalScope, requireHandler } from "../../api/worker-scope.ts";
import { definePlatform } from "./define-global.ts";

type Method = (this: unknown, ...args: unknown[]) => unknown;

/**
 * Refuses timers, requests and random values during the modules' top-level code, as workerd does
 * (`io/io-context.c++`, `requireCurrentOrThrowJs()`). Call once, after everything else that
 * replaces these functions.
 */
export function guardGlobalScope(): void {
  const { crypto } = globalThis;
  // Not `setInterval`: development servers run a heartbeat in the script.
  for (const name of ["setTimeout", "clearTimeout"]) guard(globalThis, name);
  for (const name of ["randomUUID", "getRandomValues"]) guard(crypto, name);
  const { fetch } = globalThis;
  definePlatform(globalThis, "fetch", (...args: Parameters<typeof fetch>) => {
    return isGlobalScope() ? new Promise(requireHandler) : fetch(...args);
  });
}

function guard(target: object, name: string): void {
  const method: unknown = Reflect.get(target, name);
  // `randomUUID()` is missing outside secure contexts.
  if (typeof method !== "function") return;
  const guarded: Method = function (...args) {
    requireHandler();
    return Reflect.apply(method as Method, this, args);
  };
  Object.defineProperty(guarded, "name", { value: name });
  definePlatform(target, name, guarded);
}
