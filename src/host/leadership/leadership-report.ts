import type { CodeIdentity, HostRole } from "../../protocol/events.ts";
import type { HostRealm } from "../host-realm.ts";
import type { Served } from "../relay/served.ts";

/** Tells the host's page what becomes of its disk's leadership. */
export class LeadershipReport {
  readonly #realm: HostRealm;
  readonly #disk: string;
  readonly #identity: Promise<CodeIdentity>;
  /** The hash of the other code that was told of last. */
  #told: string | undefined;

  /** @param identity of this host's code. */
  constructor(realm: HostRealm, disk: string, identity: Promise<CodeIdentity>) {
    this.#realm = realm;
    this.#disk = disk;
    this.#identity = identity;
  }

  leaderChanged(role: HostRole): void {
    this.#realm.report({ type: "leader-changed", ...this.#where(), role });
  }

  /** Another host, another clock. */
  async clockChanged(served: Served): Promise<void> {
    try {
      const { now, ...clock } = await served.clock.state();
      const state = clock.mode === "real" ? clock : { ...clock, now };
      this.#realm.report({ type: "clock-changed", time: now, clock: state });
    } catch {
      // It is gone already: the next one will be told of.
    }
  }

  /** Compares the leader's code with this host's, and says once if it is other code. */
  async compare(leader: CodeIdentity): Promise<void> {
    const own = await this.#identity;
    if (leader.hash === own.hash || leader.hash === this.#told) return;
    this.#told = leader.hash;
    this.#realm.report({ type: "code-differs", ...this.#where(), own, leader });
  }

  dropped(reason: string): void {
    this.#realm.report({ type: "message-dropped", ...this.#where(), reason });
  }

  #where(): { time: number; disk: string } {
    return { time: this.#realm.clock.now(), disk: this.#disk };
  }
}
