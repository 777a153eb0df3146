import { leaveContext } from "../actor/io-context.ts";
import type { MessageTarget } from "../protocol/transport.ts";
import { guardOwnNames } from "./globals/own-names.ts";

/** Listeners of this kind are called before others, and those first that were there first. */
const FIRST = { capture: true };

const { stopImmediatePropagation } = Event.prototype;
const stop = (event: Event): void => Reflect.apply(stopImmediatePropagation, event, []);

let page: MessageTarget | undefined;

/**
 * The page that made this Web Worker, as a way for messages; undefined if this is no dedicated Web
 * Worker. The first call takes the way, and what is the host's own, from all code that runs later:
 * it neither hears what the page says nor can speak for the host.
 */
export function takePage(): MessageTarget | undefined {
  if (page === undefined && isDedicatedWorker()) {
    page = openPort();
    guardOwnNames();
  }
  return page;
}

function isDedicatedWorker(): boolean {
  return typeof document === "undefined" && typeof globalThis.postMessage === "function";
}

function openPort(): MessageTarget {
  const scope = globalThis as unknown as MessageTarget;
  const post = scope.postMessage.bind(scope);
  const listeners = new Map<string, Set<(event: Event) => void>>();
  for (const type of ["message", "messageerror"]) {
    const own = new Set<(event: Event) => void>();
    listeners.set(type, own);
    globalThis.addEventListener(
      type,
      (event) => {
        // What the worker's code dispatches by itself does not come from the page.
        if (!event.isTrusted) return;
        stop(event);
        // What the page sends belongs to no actor, whoever's task ran last.
        leaveContext();
        for (const listener of own) listener(event);
      },
      FIRST,
    );
  }
  return {
    postMessage: (message) => post(message),
    addEventListener: (type, listener) => void listeners.get(type)?.add(listener),
    removeEventListener: (type, listener) => void listeners.get(type)?.delete(listener),
  };
}
