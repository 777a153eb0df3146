import type { External, Payload } from "./hook.ts";
import { discardMessage } from "./http/http-message.ts";
import { discardSignal } from "./streams/signal-transfer.ts";

/** Disposes a payload that will not be read, with everything that it holds. */
export function disposePayload(payload: Payload): void {
  for (const external of payload.externals) disposeExternal(external);
  payload.disposer?.[Symbol.dispose]();
}

function disposeExternal(external: External): void {
  switch (external.kind) {
    case "stub":
    case "fetcher":
      external.hook.dispose();
      return;
    case "readable":
      void external.stream.cancel().catch(() => undefined);
      return;
    case "writable":
      void external.stream.abort().catch(() => undefined);
      return;
    case "request":
      discardMessage(external.request);
      return;
    case "response":
      discardMessage(external.response);
      return;
    case "signal":
      discardSignal(external.signal);
      return;
    case "class":
    case "headers":
    case "blob":
  }
}
