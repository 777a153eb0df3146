/** `node:events`, whose default export is the class `EventEmitter`. */
import * as events from "unenv/node/events";

interface Emitter {
  listenerCount(name: unknown): number;
  listeners(name: unknown): unknown[];
}

const { init: _, ...all } = events as Record<string, unknown>;

const EventEmitter = all["EventEmitter"] as { prototype: Record<string, unknown> };
// The library uses another name.
Object.defineProperty(EventEmitter, "name", { value: "EventEmitter" });
Object.defineProperty(EventEmitter, "getEventListeners", { value: getEventListeners });
checkListeners(EventEmitter.prototype);

/** The library's class needs `node:async_hooks`, which is not bundled. */
class EventEmitterAsyncResource {
  constructor() {
    throw new Error("node:events: EventEmitterAsyncResource is not supported in tabd.");
  }
}

export const members: Readonly<Record<string, unknown>> = {
  ...all,
  EventEmitterAsyncResource,
  getEventListeners,
  listenerCount: (emitter: Emitter, name: unknown): number => emitter.listenerCount(name),
};

/** The listeners of an `EventTarget` are not visible: none, as in workerd. */
function getEventListeners(emitter: Emitter | EventTarget, name: unknown): unknown[] {
  return emitter instanceof EventTarget ? [] : emitter.listeners(name);
}

/** The library accepts any listener and fails at the call; Node throws when it is added. */
function checkListeners(prototype: Record<string, unknown>): void {
  for (const name of ["addListener", "on", "once", "prependListener", "prependOnceListener"]) {
    const add = prototype[name] as (event: unknown, listener: unknown) => unknown;
    prototype[name] = function (event: unknown, listener: unknown): unknown {
      if (typeof listener !== "function") throw wrongListener(listener);
      return Reflect.apply(add, this, [event, listener]);
    };
  }
}

function wrongListener(listener: unknown): TypeError {
  const received =
    listener === null || listener === undefined
      ? `Received ${String(listener)}`
      : typeof listener === "object"
        ? `Received an instance of ${listener.constructor?.name ?? "Object"}`
        : `Received type ${typeof listener} (${String(listener)})`;
  const error = new TypeError(`The "listener" argument must be of type function. ${received}`);
  return Object.assign(error, { code: "ERR_INVALID_ARG_TYPE" });
}
