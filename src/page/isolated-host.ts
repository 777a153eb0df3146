import type { BrokerStart } from "../protocol/broker-messages.ts";
import type { Assets } from "./assets.ts";
import type { HostWorker } from "./host-endpoint.ts";
import { sameOrigin } from "./host-worker.ts";

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
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- the target is not a window
    postMessage: (message) => port1.postMessage(message),
    addEventListener: (type, listener) => targetOf(type).addEventListener(type, listener),
    removeEventListener: (type, listener) => targetOf(type).removeEventListener(type, listener),
    start: () => port1.start(),
    terminate: () => broker.terminate(),
  };
}
