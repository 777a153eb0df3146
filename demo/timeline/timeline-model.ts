import type { ActorRef, AlarmInfo, ClockState } from "tabd";
import { rateOf } from "../clock/host-time.ts";
import type { HistoryEntry } from "../history/history-event.ts";
import { LaneBuilder } from "./lane-builder.ts";
import type { Lane, PageMark, TimelineModel } from "./marks.ts";

/** The host's answer about pending alarms. */
export interface PendingAlarms {
  readonly alarms: readonly AlarmInfo[];
  /** The total number, which may exceed the list. */
  readonly total: number;
  /** The last history entry when the host was asked. Later events are not in the answer. */
  readonly seq: number;
}

export const laneKey = (className: string, id: string): string => `${className}/${id}`;

const order = new Intl.Collator("en", { numeric: true });

/**
 * Turns history and pending alarms into lanes, one per object.
 *
 * @param pending undefined if no host was asked; then pending alarms are derived from the events.
 */
export function timelineModel(
  entries: readonly HistoryEntry[],
  pending: PendingAlarms | undefined,
): TimelineModel {
  const builders = new Map<string, LaneBuilder>();
  const page: PageMark[] = [];
  let clock: ClockState = real;
  /** A starting host reports its clock, which has not changed. */
  let starting = false;
  let from = Infinity;
  let to = -Infinity;
  const builderOf = (className: string, id: string, name: string | null): LaneBuilder => {
    const key = laneKey(className, id);
    const known = builders.get(key);
    if (known !== undefined) {
      known.named(name);
      return known;
    }
    const made = new LaneBuilder(key, { className, id, name });
    builders.set(key, made);
    return made;
  };
  const ofActor = (ref: ActorRef): LaneBuilder =>
    builderOf(ref.className, ref.actorId, ref.actorName);

  for (const entry of entries) {
    const { event, time } = entry;
    from = Math.min(from, time);
    to = Math.max(to, time);
    switch (event.type) {
      case "alarm-set":
      case "alarm-replaced":
      case "alarm-deleted":
      case "alarm-fired":
      case "alarm-succeeded":
      case "alarm-failed":
      case "alarm-abandoned":
      case "alarm-canceled":
        ofActor(event).alarm(entry, event, rateOf(clock));
        continue;
      case "actor-started":
      case "actor-evicted":
      case "actor-broken":
        ofActor(event).actor(entry, event);
        continue;
      case "clock-changed": {
        const same = sameClock(event.clock, clock) && (starting || clock.mode === "real");
        clock = event.clock;
        if (same) continue;
        break;
      }
      case "host-starting":
        clock = event.clock ?? real;
        starting = true;
        break;
      case "host-started":
        starting = false;
        break;
      default:
    }
    const kind = pageKind(entry);
    if (kind === undefined) continue;
    page.push({ kind, key: `entry ${entry.seq}`, time, entry });
    if (event.type === "files-wiped" || event.type === "files-imported") {
      for (const lane of builders.values()) lane.filesReplaced(entry);
    } else if (losesRuns(entry)) {
      for (const lane of builders.values()) lane.hostLost(entry);
    }
  }
  // An object without events has a lane if it has a pending alarm.
  for (const { className, id, name } of pending?.alarms ?? []) builderOf(className, id, name);

  const lanes = lanesOf(builders, pending);
  for (const { coming } of lanes) {
    if (coming === undefined) continue;
    from = Math.min(from, coming.time);
    to = Math.max(to, coming.time);
  }
  return {
    lanes,
    page: page.toSorted((a, b) => a.time - b.time),
    range: from === Infinity ? undefined : { from, to },
  };
}

const real: ClockState = { mode: "real" };

const sameClock = (a: ClockState, b: ClockState): boolean =>
  a.mode === b.mode && rateOf(a) === rateOf(b);

function lanesOf(
  builders: ReadonlyMap<string, LaneBuilder>,
  pending: PendingAlarms | undefined,
): Lane[] {
  const waiting = new Map<string, AlarmInfo>();
  for (const alarm of pending?.alarms ?? []) {
    waiting.set(laneKey(alarm.className, alarm.id), alarm);
  }
  // Objects beyond the listed ones are unknown.
  const complete = pending !== undefined && pending.total <= pending.alarms.length;
  const lanes: Lane[] = [];
  for (const [key, builder] of builders) {
    const asked = pending !== undefined && builder.lastSeq <= pending.seq;
    const alarm = waiting.get(key);
    lanes.push(builder.lane(asked ? (alarm ?? (complete ? null : undefined)) : undefined));
  }
  return lanes.toSorted(
    (a, b) =>
      order.compare(a.actor.className, b.actor.className) || order.compare(a.title, b.title),
  );
}

/** The page-row mark of an event; undefined for none. */
function pageKind({ event }: HistoryEntry): PageMark["kind"] | undefined {
  switch (event.type) {
    case "page-loaded":
      return "page";
    case "host-started":
    case "host-responsive":
      return "host";
    case "host-killed":
    case "host-failed":
    case "host-unresponsive":
      return "host-lost";
    case "clock-changed":
      return "clock";
    case "leader-changed":
    case "code-differs":
      return "leader";
    case "files-wiped":
    case "files-imported":
    case "disk-lost":
    case "disk-reopened":
    case "commit-failed":
    case "file-damaged":
      return "disk";
    default:
      return undefined;
  }
}

/** Whether the event ends all running handlers. */
function losesRuns({ event }: HistoryEntry): boolean {
  switch (event.type) {
    case "page-loaded":
    case "host-starting":
    case "host-killed":
    case "host-failed":
      return true;
    case "leader-changed":
      return event.role === "leader";
    default:
      return false;
  }
}
