import type { Clock, TimerId } from "./clock.ts";
import { RealClock } from "./real-clock.ts";
import { TimerQueue } from "./timer-queue.ts";
import {
  checkedRate,
  checkedTime,
  frozenTime,
  LAST_TIME,
  ratedTime,
  REAL_TIME,
  type TimeLine,
} from "./virtual-time.ts";

/** The state of a {@link HostClock}. `now` is its current time; `rate` its ms per real ms. */
export type HostClockState =
  | { readonly mode: "real" }
  | { readonly mode: "frozen"; readonly now: number }
  | { readonly mode: "rated"; readonly now: number; readonly rate: number };

/** Resolves when all work that a fired timer caused is done. */
export type Settle = () => Promise<void>;

/**
 * The clock of a host. It starts as the computer's clock, and can be frozen, run at a rate, set, and
 * advanced at any time. Timers have absolute times: they keep them whatever is done to the clock, and
 * fire when it reaches them.
 *
 * On a frozen clock, timers at or before `now()` still fire as soon as possible.
 */
export class HostClock implements Clock {
  readonly #real: Clock;
  readonly #changed: (state: HostClockState) => void;
  readonly #queue = new TimerQueue();
  #line: TimeLine = REAL_TIME;
  /** ms of this clock per real ms; 0: frozen; null: real time. */
  #rate: number | null = null;
  /** The real clock's timer for this clock's first timer. */
  #armed: { timer: TimerId; at: number } | undefined;
  /** The `set()` or `advance()` in progress. */
  #move: object | undefined;
  #lastMove: Promise<void> = Promise.resolve();

  /**
   * @param options.real the underlying clock. Default: the computer's.
   * @param options.changed called after each change of mode or time
   */
  constructor(options: { real?: Clock; changed?: (state: HostClockState) => void } = {}) {
    this.#real = options.real ?? new RealClock();
    this.#changed = options.changed ?? (() => {});
  }

  now(): number {
    return this.#line.at(this.#real.now());
  }

  setTimer(callback: () => void, time: number): TimerId {
    const timer = this.#queue.add(callback, time);
    this.#arm();
    return timer;
  }

  clearTimer(timer: TimerId): void {
    this.#queue.remove(timer);
    this.#arm();
  }

  recheck(): void {
    this.#real.recheck();
  }

  state(): HostClockState {
    if (this.#rate === null) return { mode: "real" };
    if (this.#rate === 0) return { mode: "frozen", now: this.now() };
    return { mode: "rated", now: this.now(), rate: this.#rate };
  }

  /** The time of the first timer, in ms since the epoch; null if none will fire. */
  nextTimer(): number | null {
    const { next } = this.#queue;
    return next === Infinity ? null : next;
  }

  /** Returns to the computer's time. Timers that became due fire as soon as possible. */
  useReal(): void {
    this.#switch(null, 0);
  }

  /**
   * Stops the clock at `at`, or at its current time. A jump does not stop at timers in between: those
   * at or before `at` all fire at `at`. {@link advance} fires each at its own time.
   *
   * @throws {RangeError} if `at` is not a time
   */
  freeze(at: number = this.now()): void {
    this.#switch(0, checkedTime("freeze the clock", at));
  }

  /**
   * Runs the clock at `rate` ms per real ms, from `from` or its current time. As with
   * {@link freeze}, a jump to `from` does not stop at timers in between.
   *
   * @throws {RangeError} if `rate` is not above 0 or is too high, or `from` is not a time
   */
  run(rate: number, from: number = this.now()): void {
    this.#switch(checkedRate(rate), checkedTime("run the clock", from));
  }

  /**
   * Sets the time. Forward, every timer in between fires in order, with `now()` equal to its time
   * (or the current time if it is overdue). `settle` is awaited after each, so that timers set by its
   * work fire as well. Backward, nothing fires and timers keep their times.
   *
   * A frozen clock stays frozen at `time`; others continue from there at their rate (a real clock at
   * rate 1; it is no longer the computer's). During the move, the clock stands still between timers.
   * Calls wait for each other. `freeze()`, `run()` and `useReal()` end a move early, and its promise
   * rejects.
   *
   * @throws {RangeError} if `time` is not a time
   */
  set(time: number, settle: Settle): Promise<void> {
    const target = checkedTime("set the clock", time);
    return this.#afterLastMove(() => this.#moveTo(target, settle));
  }

  /**
   * Moves the clock forward by `ms`, like {@link set}. Waits for an earlier move: two calls of 10 ms
   * at once make 20.
   *
   * @throws {RangeError} if `ms` is negative, not a number, or exceeds the last time
   */
  advance(ms: number, settle: Settle): Promise<void> {
    if (!(ms >= 0 && ms <= LAST_TIME)) {
      throw new RangeError(
        `Cannot advance the clock by ${ms} ms: give 0 or more. To move it back, set the time.`,
      );
    }
    return this.#afterLastMove(() =>
      this.#moveTo(checkedTime("advance the clock", this.now() + ms), settle),
    );
  }

  #afterLastMove(move: () => Promise<void>): Promise<void> {
    const moved = this.#lastMove.then(move);
    this.#lastMove = moved.catch(() => {});
    return moved;
  }

  async #moveTo(target: number, settle: Settle): Promise<void> {
    const move = (this.#move = {});
    const rate = this.#rate ?? 1;
    this.#go(0, this.now());
    try {
      while (this.#queue.next <= target) {
        this.#go(0, Math.max(this.now(), Math.ceil(this.#queue.next)));
        this.#queue.fireFirst(this.now());
        await settle();
        if (this.#move !== move) {
          throw new Error(
            `The clock did not reach ${target}: it was switched to "${this.state().mode}" at ` +
              `${this.now()} before it got there.`,
          );
        }
      }
      this.#go(0, target);
    } finally {
      if (this.#move === move) {
        this.#move = undefined;
        this.#switch(rate, this.now());
      }
    }
  }

  #switch(rate: number | null, from: number): void {
    this.#move = undefined;
    this.#go(rate, from);
    this.#arm();
    this.#changed(this.state());
  }

  #go(rate: number | null, from: number): void {
    this.#rate = rate;
    if (rate === null) this.#line = REAL_TIME;
    else if (rate === 0) this.#line = frozenTime(from);
    else this.#line = ratedTime(from, this.#real.now(), rate);
  }

  /** Sets the real clock's timer for the first timer, unless the clock is being moved. */
  #arm(): void {
    const { next } = this.#queue;
    const at =
      this.#move !== undefined || next === Infinity ? Infinity : this.#line.realTimeOf(next);
    if (this.#armed?.at === at) return;
    if (this.#armed !== undefined) this.#real.clearTimer(this.#armed.timer);
    this.#armed =
      at === Infinity ? undefined : { timer: this.#real.setTimer(() => this.#wake(), at), at };
  }

  #wake(): void {
    this.#armed = undefined;
    // A move fires due timers itself, each at its time.
    if (this.#move !== undefined) return;
    try {
      this.#queue.fireDue(this.now());
    } finally {
      this.#arm();
    }
  }
}
