/** The broker's script, and the host's connection to it: `protocol/broker-messages.ts`. */
import type { BrokerStart, IsolatedStart } from "../../protocol/broker-messages.ts";
import { BOOTSTRAP } from "../isolation/bootstrap.ts";
import { Broker, scriptText } from "../isolation/broker.ts";

export { BrokerClient } from "../isolation/broker-client.ts";

// Not in the host, which imports this file too.
if (globalThis.location.protocol !== "data:") {
  addEventListener("message", ({ data }: MessageEvent<BrokerStart>) => void start(data), {
    once: true,
  });
}

async function start({ disk, assets, page }: BrokerStart): Promise<void> {
  const [script, client] = await Promise.all([
    scriptText(assets.host),
    scriptText(assets.parts.isolation),
  ]);
  // A Web Worker of a `data:` URL has an opaque origin.
  const host = new Worker(`data:text/javascript,${encodeURIComponent(BOOTSTRAP)}`, {
    type: "module",
    name: "tabd host",
  });
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- the target is not a window
  const send = (message: unknown): void => host.postMessage(message);
  const broker = new Broker({ disk, assets, send });
  host.addEventListener("message", ({ data }) => broker.receive(data));
  const started: IsolatedStart = { page, script, client };
  host.postMessage(started, [page]);
}
