import type { ClockState } from "tabd";
import { type HostTime, hostTimeAt, idleTime, REAL_HOST_TIME } from "../clock/host-time.ts";
import { type HistoryEntry, type HistoryEvent, isPageEvent } from "./history-event.ts";
import { HistoryStore, kindOf } from "./history-store.ts";
import type { Recorded } from "./merge.ts";

/** How many console lines are kept, and how many of all other events. */
const HISTORY_LIMIT = 5000;

/** Of one console line, in characters: the rest is cut off. */
const TEXT_LIMIT = 10_000;

/**
 * What has happened on one disk, reloads and crashes included. Kept in IndexedDB, as soon as it is
 * added: what is not kept when the tab is killed is what happened in its last few ms. Where nothing
 * can be kept, in a private window say, it lives as long as the page.
 *
 * Dispatches `"change"`, once for all that is added in one turn.
 */
export class EventHistory extends EventTarget {
  /** Whether what is added is there after a reload. */
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
  #telling = false;

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
      // Of the host that has gone nothing is known but the time of its last event.
      const known = { clock: { ...clock, now: last.time }, heardAt: last.realTime };
      this.#hostTime = idleTime(known, last.realTime);
    }
  }

  /**
   * What is known of the disk. Never fails: what cannot be read is not there.
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

  /** Oldest first. Another array after each change. */
  get entries(): readonly HistoryEntry[] {
    this.#shown ??= [...this.#all];
    return this.#shown;
  }

  /** The host's clock as the last events tell it, or {@link heardClock}. */
  get hostTime(): HostTime {
    return this.#hostTime;
  }

  /**
   * The host has been asked for its clock: that is better than what the events tell.
   *
   * @param heardAt the computer's time for which it is true, in ms since the epoch.
   */
  heardClock(clock: ClockState, heardAt: number): void {
    this.#hostTime = { clock, heardAt };
    this.#tell();
  }

  /**
   * Adds what happened just now. Commits are left out: there are more of them than of all else.
   *
   * @returns the entry; undefined for what is left out.
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
    this.#tell();
    return entry;
  }

  clear(): void {
    this.#all = [];
    this.#counts = { console: 0, event: 0 };
    this.#unsaved = [];
    this.#tell();
    this.#clearFirst = true;
    this.#save();
  }

  /** Resolves when all that was added is kept, or cannot be. */
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
    } else if (event.type === "host-starting") {
      this.#hostTime = { clock: event.clock ?? { mode: "real" }, heardAt: realTime };
    } else if (event.type === "host-killed" || event.type === "host-failed") {
      this.#hostTime = idleTime(this.#hostTime, realTime);
    }
    return entry;
  }

  /** Nothing that has happened is yet to come: the clock is on its way forward. */
  #correct({ event, time, realTime }: HistoryEntry): void {
    const { clock } = this.#hostTime;
    if (isPageEvent(event) || clock.mode === "real") return;
    if (time > hostTimeAt(this.#hostTime, realTime)) {
      this.#hostTime = { clock: { ...clock, now: time }, heardAt: realTime };
    }
  }

  /** Lets go of the oldest of each kind, once there are `slack` too many. */
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

  /** One transaction at a time: what is added meanwhile goes into the next. */
  async #saveAll(store: HistoryStore): Promise<void> {
    // All that comes in this turn goes into the first.
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
        // The browser does not keep it: no room, say. The next may fit again.
        this.kept = false;
      }
    }
  }

  #tell(): void {
    this.#shown = undefined;
    if (this.#telling) return;
    this.#telling = true;
    queueMicrotask(() => {
      this.#telling = false;
      this.dispatchEvent(new Event("change"));
    });
  }
}

function shortened(event: HistoryEvent): HistoryEvent {
  if (event.type !== "console" || event.text.length <= TEXT_LIMIT) return event;
  const more = event.text.length - TEXT_LIMIT;
  return { ...event, text: `${event.text.slice(0, TEXT_LIMIT)}… (${more} more characters)` };
}
