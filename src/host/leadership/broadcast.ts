import { leaveContext } from "../../actor/io-context.ts";

/*
 * The platform's own, as it was when this module was loaded: what the user's code makes of its
 * globals later must not come between two hosts.
 */
const Channel = globalThis.BroadcastChannel;
const { postMessage, close } = Channel.prototype;
const { addEventListener } = EventTarget.prototype;

/** One end of a channel between tabs. */
export interface Broadcast {
  /** Hears everybody but itself. @throws {DOMException} for what cannot be cloned. */
  post(message: unknown): void;
  close(): void;
}

/**
 * Opens a channel. Messages that are sent from now on are received.
 *
 * @param receive gets whatever anybody of this origin sends: unread, unchecked.
 */
export function openBroadcast(name: string, receive: (message: unknown) => void): Broadcast {
  const channel = new Channel(name);
  let open = true;
  const listener = (event: Event): void => {
    // What comes from another tab belongs to no actor of this one.
    leaveContext();
    if (open) receive((event as MessageEvent<unknown>).data);
  };
  Reflect.apply(addEventListener, channel, ["message", listener]);
  return {
    post(message) {
      if (open) Reflect.apply(postMessage, channel, [message]);
    },
    close() {
      open = false;
      Reflect.apply(close, channel, []);
    },
  };
}
