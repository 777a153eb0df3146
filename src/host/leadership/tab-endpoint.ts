import { PROTOCOL_VERSION } from "../../protocol/host-interface.ts";
import { readTabFrame, type TabFrame, type TabSide } from "../../protocol/tab-message.ts";
import type { Endpoint } from "../../protocol/endpoint.ts";
import type { Channel, Origin } from "../origin/origin.ts";

export interface TabEndpointOptions {
  readonly origin: Pick<Origin, "openChannel">;
  /** The channel's name. */
  readonly name: string;
  readonly disk: string;
  /** Which end this is. */
  readonly side: TabSide;
  /** A message arrived that is not a valid frame of the other end. */
  dropped(reason: string): void;
}

/**
 * One end of a session between two tabs. The browser doesn't report that the other tab is gone: the
 * owner of this end detects it and closes the endpoint.
 *
 * The follower's end sends nothing before the leader's first frame, because the leader may not
 * listen yet.
 */
export class TabEndpoint implements Endpoint {
  readonly #options: TabEndpointOptions;
  #channel: Channel | undefined;
  #unsent: unknown[] | undefined;
  #sent = 0;
  #received = 0;

  constructor(options: TabEndpointOptions) {
    this.#options = options;
    if (options.side === "follower") this.#unsent = [];
  }

  post(body: unknown): void {
    if (this.#unsent === undefined) this.#send(body);
    else this.#unsent.push(body);
  }

  listen(receive: (message: unknown) => void): void {
    const { origin, name, disk, side, dropped } = this.#options;
    const other = side === "leader" ? "follower" : "leader";
    this.#channel = origin.openChannel(name, (value) => {
      const read = readTabFrame(value, { disk, side: other, number: this.#received });
      if (!read.ok) {
        dropped(read.reason);
        return;
      }
      this.#received++;
      const unsent = this.#unsent;
      this.#unsent = undefined;
      for (const body of unsent ?? []) this.#send(body);
      receive(read.message.body);
    });
  }

  close(): void {
    this.#channel?.close();
  }

  #send(body: unknown): void {
    const { disk, side } = this.#options;
    const frame: TabFrame = {
      tabd: PROTOCOL_VERSION,
      disk,
      type: "frame",
      side,
      number: this.#sent,
      body,
    };
    this.#channel?.post(frame);
    // Not counted if `post()` throws because the body cannot be cloned.
    this.#sent++;
  }
}
