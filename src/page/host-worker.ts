import type { BrokerStart } from "../protocol/broker-messages.ts";
import type { Assets } from "./assets.ts";
import type { HostWorker } from "./host-endpoint.ts";

/**
 * The Web Worker of a server whose code is given as `modules`.
 *
 * @param script the URL of `host-entry.js`. A literal `new URL()` at this place would make bundlers
 *   bundle the host once more; as it is they copy its file.
 */
export function makeHostWorker(script: string): Worker {
  return new Worker(sameOrigin(script), { type: "module", name: "tabd host" });
}

/**
 * The Web Worker of an isolated host: the page makes a broker, and that makes the host
 * (`protocol/broker-messages.ts`).
 *
 * @param disk the one disk that the host may use; undefined: none.
 */
export function makeIsolatedHost(assets: Assets, disk: string | undefined): HostWorker {
  const broker = new Worker(sameOrigin(assets.parts.isolation), {
    type: "module",
    name: "tabd broker",
  });
  const { port1, port2 } = new MessageChannel();
  const start: BrokerStart = { disk, assets, page: port2 };
  broker.postMessage(start, [port2]);
  const targetOf = (type: string): EventTarget => (type === "error" ? broker : port1);
  return {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- no window is meant
    postMessage: (message) => port1.postMessage(message),
    addEventListener: (type, listener) => targetOf(type).addEventListener(type, listener),
    removeEventListener: (type, listener) => targetOf(type).removeEventListener(type, listener),
    start: () => port1.start(),
    terminate: () => broker.terminate(),
  };
}

/** A Web Worker's script must come from the page's origin; what it imports need not. */
export function sameOrigin(script: string): string {
  if (new URL(script).origin === location.origin) return script;
  const code = `import ${JSON.stringify(script)};`;
  return URL.createObjectURL(new Blob([code], { type: "text/javascript" }));
}
