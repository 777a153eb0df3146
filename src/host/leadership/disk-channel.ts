import { PROTOCOL_VERSION } from "../../protocol/host-interface.ts";
import { diskChannelName, readTabMessage, type TabMessage } from "../../protocol/tab-message.ts";
import type { Channel, Origin } from "../origin/origin.ts";

export interface DiskChannelOptions {
  readonly origin: Origin;
  readonly disk: string;
  receive(message: TabMessage): void;
  /** A message that was not read. `otherVersion`: from another version of tabd. */
  dropped(reason: string, otherVersion: boolean): void;
}

/** The channel on which the hosts of one disk find each other. */
export class DiskChannel {
  readonly origin: Origin;
  readonly disk: string;
  readonly #channel: Channel;

  constructor({ origin, disk, receive, dropped }: DiskChannelOptions) {
    this.origin = origin;
    this.disk = disk;
    this.#channel = origin.openChannel(diskChannelName(disk), (value) => {
      const read = readTabMessage(value, disk);
      if (read.ok) receive(read.message);
      else dropped(read.reason, read.otherVersion);
    });
  }

  /** A follower looks for the leader. */
  hello(from: string): void {
    this.#channel.post({ tabd: PROTOCOL_VERSION, disk: this.disk, type: "hello", from });
  }

  /** Announces the leader. */
  announce(type: "starting" | "leader", leader: string): void {
    this.#channel.post({ tabd: PROTOCOL_VERSION, disk: this.disk, type, leader });
  }

  close(): void {
    this.#channel.close();
  }
}
