import type { CodeIdentity, HostRole } from "../../protocol/events.ts";
import type { HostRealm } from "../host-realm.ts";
import type { Served } from "../relay/served.ts";

/** Reports changes of leadership to the host's page. */
export class LeadershipReport {
  readonly #realm: HostRealm;
  readonly #disk: string;
  readonly #identity: Promise<CodeIdentity>;
  /** The hash of the different code that was reported last. */
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

  /** A new leader has its own clock. */
  async clockChanged(served: Served): Promise<void> {
    try {
      const { now, ...clock } = await served.clock.state();
      const state = clock.mode === "real" ? clock : { ...clock, now };
      this.#realm.report({ type: "clock-changed", time: now, clock: state });
    } catch {
      // The leader is gone already; the next one will be reported.
    }
  }

  /** Compares the leader's code with this host's, and reports a difference once. */
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
