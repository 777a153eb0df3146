import type { ClockState } from "tabd";
import { type HostTime, hostTimeAt, idleTime, REAL_HOST_TIME } from "../clock/host-time.ts";
import { type HistoryEntry, type HistoryEvent, isPageEvent } from "./history-event.ts";
import { HistoryStore, kindOf } from "./history-store.ts";
import type { Recorded } from "./merge.ts";

/** How many console lines, and how many other events, are kept. */
const HISTORY_LIMIT = 5000;

/** Maximum length of a console line, in characters. */
const TEXT_LIMIT = 10_000;

/**
 * The events of one disk, across reloads and crashes. Each event is written to IndexedDB as soon as it
 * is added; a killed tab loses at most its last few ms. Without IndexedDB, in a private window for
 * example, the history lasts as long as the page.
 *
 * When the clock is set back to real time, earlier events would lie in the future. They move to the
 * computer's time at which they happened, and keep the host's time in `hostTime`.
 *
 * Dispatches `change` once for all events added in one turn.
 */
export class EventHistory extends EventTarget {
  /** Whether added events survive a reload. */
  kept: boolean;
  readonly #store: HistoryStore | undefined;
  readonly #limit: number;
  #all: HistoryEntry[] = [];
  #counts = { console: 0, event: 0 };
  #shown: readonly HistoryEntry[] | undefined;
  #hostTime: HostTime = REAL_HOST_TIME;
  #lastSeq = 0;
  #lastRealTime = 0;
  #unsaved: Recorded[] = [];
  #clearFirst = false;
  #saving: Promise<void> | undefined;
  #changePending = false;

  private constructor(past: readonly Recorded[], store: HistoryStore | undefined, limit: number) {
    super();
    this.#store = store;
    this.#limit = limit;
    this.kept = store !== undefined;
    for (const recorded of past) this.#take(recorded);
    this.#trim(0);
    const last = this.#all.at(-1);
    const { clock } = this.#hostTime;
    if (last !== undefined && clock.mode === "rated") {
      // The last event's time is all that is known of the previous host's clock.
      const known = { clock: { ...clock, now: last.time }, heardAt: last.realTime };
      this.#hostTime = idleTime(known, last.realTime);
    }
  }

  /**
   * Reads the stored history. Never fails: an unreadable history is empty.
   *
   * @param disk the name of the `localDisk`.
   * @param limit how many console lines, and how many other events, are kept.
   */
  static async open(disk: string, limit: number = HISTORY_LIMIT): Promise<EventHistory> {
    try {
      const store = new HistoryStore(disk, limit);
      return new EventHistory(await store.read(), store, limit);
    } catch {
      return new EventHistory([], undefined, limit);
    }
  }

  /** Oldest first. A new array after each change. */
  get entries(): readonly HistoryEntry[] {
    this.#shown ??= [...this.#all];
    return this.#shown;
  }

  /** The host's clock, from the last events or {@link heardClock}. */
  get hostTime(): HostTime {
    return this.#hostTime;
  }

  /**
   * Sets the clock to the host's own answer, which is more precise than the events.
   *
   * @param heardAt when the answer was true, by the computer's clock, in ms since the epoch.
   */
  heardClock(clock: ClockState, heardAt: number): void {
    this.#hostTime = { clock, heardAt };
    this.#dispatchChange();
  }

  /**
   * Adds an event that happened just now. Commits are skipped: they would drive out everything else.
   *
   * @returns the entry; undefined for a skipped event.
   */
  add(event: HistoryEvent): HistoryEntry | undefined {
    if (event.type === "commit") return undefined;
    const realTime = Math.max(Date.now(), this.#lastRealTime);
    const time = isPageEvent(event) ? hostTimeAt(this.#hostTime, realTime) : event.time;
    const recorded = { time, realTime, event: shortened(event) };
    const entry = this.#take(recorded);
    this.#trim(this.#limit / 10);
    this.#unsaved.push(recorded);
    this.#save();
    this.#dispatchChange();
    return entry;
  }

  clear(): void {
    this.#all = [];
    this.#counts = { console: 0, event: 0 };
    this.#unsaved = [];
    this.#dispatchChange();
    this.#clearFirst = true;
    this.#save();
  }

  /** Resolves when all added events are stored, or storing them has failed. */
  async flush(): Promise<void> {
    while (this.#saving !== undefined) await this.#saving;
  }

  #take({ time, realTime, event }: Recorded): HistoryEntry {
    const entry = { seq: ++this.#lastSeq, time, realTime, event };
    this.#lastRealTime = realTime;
    this.#all.push(entry);
    this.#counts[kindOf(entry)]++;
    this.#correct(entry);
    if (event.type === "clock-changed") {
      this.#hostTime = { clock: event.clock, heardAt: realTime };
      this.#moveFutureEvents(realTime);
    } else if (event.type === "host-starting") {
      this.#hostTime = { clock: event.clock ?? { mode: "real" }, heardAt: realTime };
      this.#moveFutureEvents(realTime);
    } else if (event.type === "host-killed" || event.type === "host-failed") {
      this.#hostTime = idleTime(this.#hostTime, realTime);
    }
    return this.#all.at(-1) ?? entry;
  }

  /** An event ahead of the known clock means that the clock has advanced. */
  #correct({ event, time, realTime }: HistoryEntry): void {
    const { clock } = this.#hostTime;
    if (isPageEvent(event) || clock.mode === "real") return;
    if (time > hostTimeAt(this.#hostTime, realTime)) {
      this.#hostTime = { clock: { ...clock, now: time }, heardAt: realTime };
    }
  }

  #moveFutureEvents(now: number): void {
    const { clock } = this.#hostTime;
    if (clock.mode !== "real" || this.#all.every(({ time }) => time <= now)) return;
    this.#all = this.#all.map((entry) =>
      entry.time > entry.realTime
        ? { ...entry, time: entry.realTime, hostTime: entry.time }
        : entry,
    );
  }

  /** Drops the oldest entries of each kind once there are `slack` too many. */
  #trim(slack: number): void {
    const most = Math.max(this.#counts.console, this.#counts.event);
    if (most <= this.#limit + slack) return;
    const left = { console: this.#limit, event: this.#limit };
    this.#all = this.#all
      .toReversed()
      .filter((entry) => left[kindOf(entry)]-- > 0)
      .toReversed();
    this.#counts = { console: 0, event: 0 };
    for (const entry of this.#all) this.#counts[kindOf(entry)]++;
  }

  #save(): void {
    if (this.#store === undefined) return;
    this.#saving ??= this.#saveAll(this.#store).finally(() => {
      this.#saving = undefined;
      if (this.#clearFirst || this.#unsaved.length > 0) this.#save();
    });
  }

  /** One transaction at a time; events added meanwhile go into the next. */
  async #saveAll(store: HistoryStore): Promise<void> {
    // Collect all events of this turn.
    await Promise.resolve();
    while (this.#clearFirst || this.#unsaved.length > 0) {
      try {
        if (this.#clearFirst) {
          this.#clearFirst = false;
          await store.clear();
        } else {
          await store.append(this.#unsaved.splice(0));
        }
      } catch {
        // Storage may be full; the next batch may fit.
        this.kept = false;
      }
    }
  }

  #dispatchChange(): void {
    this.#shown = undefined;
    if (this.#changePending) return;
    this.#changePending = true;
    queueMicrotask(() => {
      this.#changePending = false;
      this.dispatchEvent(new Event("change"));
    });
  }
}

function shortened(event: HistoryEvent): HistoryEvent {
  if (event.type !== "console" || event.text.length <= TEXT_LIMIT) return event;
  const more = event.text.length - TEXT_LIMIT;
  return { ...event, text: `${event.text.slice(0, TEXT_LIMIT)}… (${more} more characters)` };
}
