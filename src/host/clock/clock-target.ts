import type { HostClock } from "../../clock/host-clock.ts";
import type { ClockState } from "../../protocol/events.ts";
import type { HostClock as HostClockInterface } from "../../protocol/host-clock.ts";
import { RpcTarget } from "../../rpc/rpc-target.ts";
import { ClockControl, type HostAlarms } from "./clock-control.ts";
import type { HostServer } from "../host-server.ts";
import { settle } from "./settle.ts";

/** Answers the page's calls that read or move the host's clock. */
export class ClockTarget extends RpcTarget implements HostClockInterface {
  readonly #server: () => HostServer;

  /** @param server throws while no worker runs. */
  constructor(server: () => HostServer) {
    super();
    this.#server = server;
  }

  async state(): Promise<ClockState & { readonly now: number }> {
    const { clock } = this.#server().realm;
    return { ...clock.state(), now: clock.now() };
  }

  async now(): Promise<number> {
    return this.#server().realm.clock.now();
  }

  async real(): Promise<void> {
    this.#server().realm.clock.useReal();
  }

  async freeze(time?: number | Date): Promise<void> {
    this.#server().realm.clock.freeze(time === undefined ? undefined : Number(time));
  }

  async run(rate: number, from?: number | Date): Promise<void> {
    this.#server().realm.clock.run(rate, from === undefined ? undefined : Number(from));
  }

  async set(time: number | Date): Promise<void> {
    await this.#control().set(Number(time));
  }

  async advance(ms: number): Promise<void> {
    await this.#control().advance(ms);
  }

  async runNextAlarm(): Promise<boolean> {
    return this.#control().runNextAlarm();
  }

  async runUntilIdle(options: { limit?: number } = {}): Promise<number> {
    return this.#control().runUntilIdle(options.limit);
  }

  #control(): ClockControl {
    const server = this.#server();
    const { clock, realClock, loop } = server.realm;
    return new ClockControl({
      clock,
      realClock,
      alarms: alarmsOf(server),
      settle: () =>
        settle({
          loop,
          realClock,
          busy: () => server.busy,
          committed: () => server.storage.idle(),
        }),
    });
  }
}

export function setClockMode(
  clock: HostClock,
  mode: ClockState["mode"],
  options: { readonly now?: number; readonly rate?: number } = {},
): void {
  switch (mode) {
    case "real":
      return clock.useReal();
    case "frozen":
      return clock.freeze(options.now);
    case "rated":
      return clock.run(options.rate ?? 1, options.now);
    default:
      throw new TypeError(`The clock has no mode "${String(mode)}".`);
  }
}

function alarmsOf(server: HostServer): HostAlarms {
  const sum = (count: (alarms: { running: number; ended: number }) => number): number =>
    server.namespaces.reduce(
      (total, { alarms }) => total + (alarms === null ? 0 : count(alarms)),
      0,
    );
  return {
    next() {
      let first: { time: number; className: string } | null = null;
      for (const { alarms, className } of server.namespaces) {
        const time = alarms?.next() ?? null;
        if (time !== null && (first === null || time < first.time)) first = { time, className };
      }
      return first;
    },
    get running() {
      return sum(({ running }) => running);
    },
    get ended() {
      return sum(({ ended }) => ended);
    },
  };
}
