import { PROTOCOL_VERSION } from "../../protocol/host-interface.ts";
import { diskChannelName, readTabMessage, type TabMessage } from "../../protocol/tab-message.ts";
import { type Broadcast, openBroadcast } from "./broadcast.ts";

export interface DiskChannelOptions {
  readonly disk: string;
  receive(message: TabMessage): void;
  /** Something came that was not read. `otherVersion`: from another version of tabd. */
  dropped(reason: string, otherVersion: boolean): void;
}

/** The channel on which the hosts of one disk find each other. */
export class DiskChannel {
  readonly disk: string;
  readonly #broadcast: Broadcast;

  constructor({ disk, receive, dropped }: DiskChannelOptions) {
    this.disk = disk;
    this.#broadcast = openBroadcast(diskChannelName(disk), (value) => {
      const read = readTabMessage(value, disk);
      if (read.ok) receive(read.message);
      else dropped(read.reason, read.otherVersion);
    });
  }

  /** A follower looks for the leader. */
  hello(from: string): void {
    this.#broadcast.post({ tabd: PROTOCOL_VERSION, disk: this.disk, type: "hello", from });
  }

  /** The leader says that it is there. */
  announce(type: "starting" | "leader", leader: string): void {
    this.#broadcast.post({ tabd: PROTOCOL_VERSION, disk: this.disk, type, leader });
  }

  close(): void {
    this.#broadcast.close();
  }
}
