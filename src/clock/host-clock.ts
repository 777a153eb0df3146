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

/** How a {@link HostClock} goes. `now` is its time when asked; `rate` its ms in one real ms. */
export type HostClockState =
  | { readonly mode: "real" }
  | { readonly mode: "frozen"; readonly now: number }
  | { readonly mode: "rated"; readonly now: number; readonly rate: number };

/** Resolves when all work that a fired timer caused has come to rest. */
export type Settle = () => Promise<void>;

/**
 * The one clock of a host. It is real until told otherwise, and can be frozen, run at a rate, set
 * and moved forward at any time. Timers are times, not delays: they stay where they are, whatever
 * is done to the clock, and fire when it reaches them.
 *
 * On a frozen clock a timer at or before `now()` fires too, as soon as possible.
 */
export class HostClock implements Clock {
  readonly #real: Clock;
  readonly #changed: (state: HostClockState) => void;
  readonly #queue = new TimerQueue();
  #line: TimeLine = REAL_TIME;
  /** ms of this clock in one real ms; 0: frozen; null: this is real time. */
  #rate: number | null = null;
  /** The timer of the real clock that fires this clock's first one. */
  #armed: { timer: TimerId; at: number } | undefined;
  /** The `set()` or `advance()` under way. */
  #move: object | undefined;
  #lastMove: Promise<void> = Promise.resolve();

  /**
   * @param options.real the clock beneath. Default: the computer's.
   * @param options.changed called after each change of the mode or the time.
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

  /** When the first timer is due, in ms since the epoch; null when none ever is. */
  nextTimer(): number | null {
    const { next } = this.#queue;
    return next === Infinity ? null : next;
  }

  /** Back to the computer's time. What became due meanwhile fires as soon as possible. */
  useReal(): void {
    this.#switch(null, 0);
  }

  /**
   * Stops the clock, at `at` or where it is. A jump does not stop at the timers on its way: those
   * at or before `at` all fire at `at`. To meet each at its own time use {@link advance}.
   *
   * @throws {RangeError} when `at` is not a time.
   */
  freeze(at: number = this.now()): void {
    this.#switch(0, checkedTime("freeze the clock", at));
  }

  /**
   * Lets `rate` ms pass in each real ms, from `from` or from where the clock is. As
   * {@link freeze}, a jump to `from` does not stop at the timers on its way.
   *
   * @throws {RangeError} when `rate` is not above 0 or is too high, or `from` is not a time.
   */
  run(rate: number, from: number = this.now()): void {
    this.#switch(checkedRate(rate), checkedTime("run the clock", from));
  }

  /**
   * Sets the time. Forward, every timer on the way fires in its order, with `now()` being its time
   * (or the present, where it is overdue), and `settle` is awaited after each, so that timers which
   * its work makes on the way fire as well. Backward, nothing fires and timers stay at their times.
   *
   * A frozen clock is frozen there; another goes on from there at its rate (a real one at rate 1:
   * it is no longer the computer's). While it moves, the clock stands still between two timers.
   * Calls wait for one another. `freeze()`, `run()` and `useReal()` end a move half-way: its
   * promise rejects.
   *
   * @throws {RangeError} when `time` is not a time.
   */
  set(time: number, settle: Settle): Promise<void> {
    const target = checkedTime("set the clock", time);
    return this.#afterLastMove(() => this.#moveTo(target, settle));
  }

  /**
   * Moves the clock forward by `ms`, as {@link set} does. Waits for a move under way: two calls of
   * 10 ms at once make 20.
   *
   * @throws {RangeError} when `ms` is negative, not a number, or leads past the last time.
   */
  advance(ms: number, settle: Settle): Promise<void> {
    if (!(ms >= 0 && ms <= LAST_TIME)) {
      throw new RangeError(
        `Cannot advance the clock by ${ms} ms: give 0 or more. To go back, set the time.`,
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
              `${this.now()} while it moved there.`,
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

  /** Has the real clock wake this one for its first timer, and for nothing while it is moved. */
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
    // A move fires what is due by itself, each timer at its time.
    if (this.#move !== undefined) return;
    try {
      this.#queue.fireDue(this.now());
    } finally {
      this.#arm();
    }
  }
}
