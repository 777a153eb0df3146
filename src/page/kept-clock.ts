import type { EventStream } from "./events.ts";
import type { ClockState, HostEvent } from "../protocol/events.ts";

/** A host that does not answer keeps its clock as of this long ago at most, in ms. */
const INTERVAL = 1000;

/** The clock in localStorage: its state at the real time `at`. */
interface KeptClock {
  readonly clock: ClockState;
  readonly at: number;
}

const keyOf = (disk: string): string => `tabd: clock of ${disk}`;

/**
 * Keeps a disk's clock in the page's localStorage. While no host runs, a clock that is not frozen
 * advances at the computer's speed.
 */
export class ClockKeeper {
  readonly #key: string;
  #kept: KeptClock | undefined;
  #stored = 0;

  /** @throws {Error} without a disk. */
  constructor(disk: string | undefined) {
    if (disk === undefined) {
      throw new Error(
        'clock: "kept" keeps the clock with the disk, and this configuration has none. Set ' +
          'durableObjectStorage: { localDisk: "name" }.',
      );
    }
    this.#key = keyOf(disk);
    this.#kept = read(this.#key);
  }

  /** The clock for a new host. */
  resume(): ClockState {
    if (this.#kept === undefined) return { mode: "real" };
    const { clock, at } = this.#kept;
    if (clock.mode !== "rated") return clock;
    const resumed = { ...clock, now: clock.now + Math.max(0, Date.now() - at) };
    this.#keep(resumed);
    return resumed;
  }

  /** Stores the clock as the host reports it. @returns ends that, once the host has ended. */
  follow(events: EventStream): () => void {
    const store = (): void => this.#store();
    addEventListener("pagehide", store);
    events.on("*", (event) => this.#hear(event));
    return () => {
      removeEventListener("pagehide", store);
      store();
    };
  }

  #hear(event: HostEvent): void {
    if (event.type === "clock-changed") return this.#keep(event.clock);
    const clock = this.#kept?.clock;
    if (clock === undefined || clock.mode === "real" || !event.type.startsWith("alarm-")) return;
    // An alarm tells how far a clock is that moves or runs.
    const due = clock.mode === "frozen" || Date.now() - this.#stored > INTERVAL;
    if (due && event.time > clock.now) this.#keep({ ...clock, now: event.time });
  }

  /** Stores the time that a running clock has reached. */
  #store(): void {
    if (this.#kept?.clock.mode !== "rated") return;
    const { clock, at } = this.#kept;
    this.#keep({ ...clock, now: clock.now + Math.max(0, Date.now() - at) * clock.rate });
  }

  #keep(clock: ClockState): void {
    const at = Date.now();
    this.#kept = { clock, at };
    this.#stored = at;
    try {
      localStorage.setItem(this.#key, JSON.stringify(this.#kept));
    } catch {
      // localStorage is full or blocked: the clock lasts as long as the page.
    }
  }
}

function read(key: string): KeptClock | undefined {
  try {
    const kept = JSON.parse(localStorage.getItem(key) ?? "null") as Partial<KeptClock> | null;
    return isClock(kept?.clock) && Number.isFinite(kept?.at) ? (kept as KeptClock) : undefined;
  } catch {
    return undefined;
  }
}

function isClock(value: unknown): boolean {
  const { mode, now, rate } = (value ?? {}) as Record<string, unknown>;
  if (mode === "real") return true;
  return Number.isFinite(now) && (mode === "frozen" || (mode === "rated" && Number.isFinite(rate)));
}
