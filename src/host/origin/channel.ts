import { leaveContext } from "../../actor/io-context.ts";
import { capture, captureGetter } from "../globals/captured.ts";
import type { Channel } from "./origin.ts";

// Taken before the user's code can replace them.
const { BroadcastChannel } = globalThis;
const post = capture(BroadcastChannel.prototype.postMessage);
const close = capture(BroadcastChannel.prototype.close);
const listen = capture(EventTarget.prototype.addEventListener);
const dataOf = captureGetter<unknown>(MessageEvent.prototype, "data");

/** As `Origin.openChannel()`. */
export function openChannel(name: string, receive: (message: unknown) => void): Channel {
  const channel = new BroadcastChannel(name);
  let open = true;
  const listener = (event: Event): void => {
    // The task of a message from another tab belongs to no actor of this one.
    leaveContext();
    if (open) receive(dataOf(event));
  };
  listen(channel, "message", listener);
  return {
    post(message) {
      if (open) post(channel, message);
    },
    close() {
      open = false;
      close(channel);
    },
  };
}
