import { type Duration, milliseconds, type Time, timeOf } from "./duration.ts";
import type { ClockMemory } from "./clock-memory.ts";
import type { ServerEntry } from "./page-registry.ts";
import { step } from "./step.ts";
import type { Tab } from "./tab.ts";

/**
 * The clock of the host, which `Date`, timers and alarms of the objects follow. It keeps its time
 * over reloads, crashes and closed tabs. While no tab is open it can be moved too: what is overdue
 * fires at `tabd.newTab()`. The page's own `Date` follows Playwright's `page.clock` instead.
 */
export class TabdClock {
  readonly #tab: () => Tab | undefined;
  readonly #memory: ClockMemory;

  /** @internal */
  constructor(tab: () => Tab | undefined, memory: ClockMemory) {
    this.#tab = tab;
    this.#memory = memory;
  }

  /** The host's time, in ms since the epoch. */
  now(): Promise<number> {
    return this.#run(
      ({ server }) => server.clock.now(),
      undefined,
      () => this.#memory.now,
    );
  }

  /** Stops the clock at `time`, by default now. Timers and alarms that are due then fire. */
  freeze(time?: Time): Promise<void> {
    return step("tabd.clock.freeze", [time], () => this.#freeze(time));
  }

  /** As Playwright's `clock.pauseAt()`: jumps to `time` and stops there. The same as {@link freeze}. */
  pauseAt(time: Time): Promise<void> {
    return step("tabd.clock.pauseAt", [time], () => this.#freeze(time));
  }

  /** Moves the clock to `time`. The timers and alarms in between fire in order, each at its own time. */
  set(time: Time): Promise<void> {
    return step("tabd.clock.set", [time], () => {
      const to = timeOf(time);
      return this.#run(
        ({ server }, to) => server.clock.set(to),
        to,
        () => this.#memory.moveTo(to),
      );
    });
  }

  /** Moves the clock forward. The timers and alarms in between fire in order, each at its own time. */
  advance(duration: Duration): Promise<void> {
    return step("tabd.clock.advance", [duration], () => this.#advance(duration));
  }

  /** As Playwright's `clock.runFor()`. The same as {@link advance}. */
  runFor(duration: Duration): Promise<void> {
    return step("tabd.clock.runFor", [duration], () => this.#advance(duration));
  }

  /**
   * As Playwright's `clock.fastForward()`: jumps, as the time does for a laptop whose lid was closed.
   * Overdue timers and alarms fire at the new time.
   */
  fastForward(duration: Duration): Promise<void> {
    const jump = async ({ server: { clock } }: ServerEntry, ms: number): Promise<void> => {
      const { now, ...state } = await clock.state();
      if (state.mode === "frozen") return clock.freeze(now + ms);
      return clock.run("rate" in state ? state.rate : 1, now + ms);
    };
    return step("tabd.clock.fastForward", [duration], () => {
      const ms = milliseconds(duration);
      return this.#run(jump, ms, () => this.#memory.moveTo(this.#memory.now + ms));
    });
  }

  /** Lets `rate` ms pass in each real ms, from the clock's time on. */
  run(rate: number): Promise<void> {
    return step("tabd.clock.run", [rate], () => this.#runAt(rate));
  }

  /** As Playwright's `clock.resume()`: time passes again, from the clock's time on. */
  resume(): Promise<void> {
    return step("tabd.clock.resume", [], () => this.#runAt(1));
  }

  /** Follows the computer's time again. */
  real(): Promise<void> {
    return step("tabd.clock.real", [], () =>
      this.#run(
        ({ server }) => server.clock.real(),
        undefined,
        () => this.#memory.note({ mode: "real" }),
      ),
    );
  }

  /**
   * Moves the clock to the earliest alarm and waits until its handler has ended.
   *
   * @returns false when no alarm is pending.
   */
  runNextAlarm(): Promise<boolean> {
    return step("tabd.clock.runNextAlarm", [], () =>
      this.#run(({ server }) => server.clock.runNextAlarm(), undefined),
    );
  }

  /**
   * Runs pending alarms, and those they set, until no alarm is pending.
   *
   * @param options.limit the most alarms to run. Default: 10,000.
   * @returns how many handlers ran.
   */
  runUntilIdle(options: { limit?: number } = {}): Promise<number> {
    return step("tabd.clock.runUntilIdle", [], () =>
      this.#run(({ server }, options) => server.clock.runUntilIdle(options), options),
    );
  }

  #freeze(time: Time | undefined): Promise<void> {
    const at = time === undefined ? undefined : timeOf(time);
    return this.#run(
      ({ server }, at) => server.clock.freeze(at),
      at,
      () => this.#memory.note({ mode: "frozen", now: at ?? this.#memory.now }),
    );
  }

  #advance(duration: Duration): Promise<void> {
    const ms = milliseconds(duration);
    return this.#run(
      ({ server }, ms) => server.clock.advance(ms),
      ms,
      () => this.#memory.moveTo(this.#memory.now + ms),
    );
  }

  #runAt(rate: number): Promise<void> {
    return this.#run(
      ({ server }, rate) => server.clock.run(rate),
      rate,
      () => this.#memory.note({ mode: "rated", rate, now: this.#memory.now }),
    );
  }

  /** @param closed what to do while no tab is open. */
  async #run<Arg, Result>(
    body: (entry: ServerEntry, arg: Arg) => Promise<Result>,
    arg: Arg,
    closed?: () => Result,
  ): Promise<Result> {
    const tab = this.#tab();
    if (tab !== undefined) return tab.run(body, arg);
    if (closed !== undefined) return closed();
    throw new Error("No tab is open: no alarm can run. Call tabd.newTab() first.");
  }
}
