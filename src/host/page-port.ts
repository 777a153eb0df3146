import { leaveContext } from "../actor/io-context.ts";
import type { MessageTarget } from "../protocol/message-target.ts";
import { capture, captureGetter } from "./globals/captured.ts";
import { guardOwnNames } from "./globals/own-names.ts";

/** Capturing listeners are called before others, and in the order in which they were added. */
const FIRST = { capture: true };

const stop = capture(Event.prototype.stopImmediatePropagation);
const listen = capture(EventTarget.prototype.addEventListener);
const dataOf = captureGetter<unknown>(MessageEvent.prototype, "data");
const postToPort = capture<MessagePort, [unknown], void>(MessagePort.prototype.postMessage);
const startPort = capture(MessagePort.prototype.start);

let parent: MessageTarget | undefined;

/**
 * The messages between this dedicated Web Worker and its maker, the page or the broker; undefined
 * elsewhere. The first call removes access to them, and to the members that `guardOwnNames()`
 * guards, for all later code.
 */
export function takeParent(): MessageTarget | undefined {
  if (parent === undefined && isDedicatedWorker()) {
    const scope = globalThis as unknown as EventTarget & MessageTarget;
    const post = scope.postMessage.bind(scope);
    parent = takeMessages(scope, post);
    guardOwnNames();
  }
  return parent;
}

/** The messages of a port, of which this is the only user. */
export function takePort(port: MessagePort): MessageTarget {
  return {
    ...takeMessages(port, (message) => postToPort(port, message)),
    start: () => startPort(port),
  };
}

function isDedicatedWorker(): boolean {
  return typeof document === "undefined" && typeof globalThis.postMessage === "function";
}

type Listener = (event: Event) => void;

/** Hands out the data of messages, and never the events: their members can be replaced. */
function takeMessages(source: EventTarget, post: (message: unknown) => void): MessageTarget {
  const listeners: Record<string, (Listener | undefined)[]> = {};
  for (const type of ["message", "messageerror", "close"]) {
    const own: (Listener | undefined)[] = [];
    listeners[type] = own;
    const hear = (event: Event): void => {
      // The worker's own code has dispatched it.
      if (!event.isTrusted) return;
      stop(event);
      // A message belongs to no actor.
      leaveContext();
      const message = { type, data: type === "message" ? dataOf(event) : undefined };
      for (let i = 0; i < own.length; i++) own[i]?.(message as unknown as Event);
    };
    listen(source, type, hear, FIRST);
  }
  return {
    postMessage: post,
    addEventListener(type, listener) {
      const own = listeners[type];
      if (own !== undefined) own[own.length] = listener;
    },
    removeEventListener(type, listener) {
      const own = listeners[type] ?? [];
      for (let i = 0; i < own.length; i++) if (own[i] === listener) own[i] = undefined;
    },
  };
}
