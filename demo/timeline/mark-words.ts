import { distanceWords, momentWords, shortMoment, spanWords } from "../clock/time-words.ts";
import { eventWords } from "../history/event-words.ts";
import type { AlarmMark, ComingMark, Mark, RunMark } from "./marks.ts";

/** The title of a mark; also the beginning of its accessible name. */
export function markTitle(mark: Mark): string {
  switch (mark.kind) {
    case "run":
      return runTitle(mark);
    case "coming":
      return mark.retryCount > 0 ? `Retry ${mark.retryCount} pending` : "Alarm pending";
    default:
      return eventWords(mark.entry.event).title;
  }
}

function runTitle({ outcome, retryCount, late }: RunMark): string {
  const what = retryCount > 0 ? `Retry ${retryCount}` : late ? "Late alarm" : "Alarm";
  switch (outcome) {
    case "running":
      return `${what} running`;
    case "succeeded":
      return `${what} delivered`;
    case "failed":
      return `${what} failed`;
    case "canceled":
      return `${what} canceled`;
    case "lost":
      return `${what} interrupted`;
  }
}

/** The accessible name of a mark. Its lane names the object. */
export function markName(mark: Mark, now: number): string {
  const parts = [markTitle(mark), shortMoment(mark.time, now)];
  if (mark.kind === "run") {
    if (mark.late) parts.push(`${spanWords(hostTimeOf(mark) - mark.due)} late`);
    if (mark.retryAt !== null) parts.push(`retry at ${shortMoment(mark.retryAt, now)}`);
    if (mark.next !== null) parts.push(`next alarm set for ${shortMoment(mark.next, now)}`);
  } else if (mark.kind === "coming") {
    parts.push(distanceWords(mark.time, now));
  } else if (mark.kind === "set" || mark.kind === "replaced") {
    parts.push(`for ${shortMoment(mark.scheduledTime, now)}`);
  }
  return parts.join(", ");
}

/** A detail of a mark. */
export interface Fact {
  readonly term: string;
  readonly text: string;
  readonly tone?: "bad" | "warn";
}

const fact = (term: string, text: string): Fact => ({ term, text });

export function markFacts(mark: Mark, now: number): Fact[] {
  switch (mark.kind) {
    case "run":
      return runFacts(mark);
    case "coming":
      return comingFacts(mark, now);
    case "set":
    case "replaced":
    case "deleted":
    case "abandoned":
    case "canceled":
      return alarmFacts(mark);
    default: {
      const { detail } = eventWords(mark.entry.event);
      return [...when(mark), ...(detail === "" ? [] : [fact("Detail", detail)])];
    }
  }
}

/** The host's time of a past mark, even if the clock was set back since. */
const hostTimeOf = ({ entry, time }: Mark): number => entry?.hostTime ?? time;

/** The host's time, and the computer's if it differs. */
function when(mark: Mark): Fact[] {
  const { entry } = mark;
  const time = hostTimeOf(mark);
  const facts = [fact("When", momentWords(time))];
  if (entry !== undefined && Math.abs(entry.realTime - time) > 2000) {
    facts.push(fact("Computer's time", momentWords(entry.realTime)));
  }
  return facts;
}

function runFacts(mark: RunMark): Fact[] {
  const { scheduledTime, due, time, end, outcome, error, retryAt, retryCount, next } = mark;
  const facts: Fact[] = [fact("Set for", momentWords(scheduledTime))];
  if (due !== scheduledTime) facts.push(fact("Retry due", momentWords(due)));
  const fired = hostTimeOf(mark);
  facts.push(fact("Fired", momentWords(fired)));
  const late = fired - due;
  facts.push(
    late < 0
      ? fact("Early", `by ${spanWords(late)}, with Fire now`)
      : {
          term: "Late",
          text: late === 0 ? "no" : `by ${spanWords(late)}`,
          ...(mark.late && { tone: "warn" as const }),
        },
  );
  if (outcome !== "running") facts.push(fact("Took", spanWords(end - time)));
  if (retryCount > 0)
    facts.push(fact("Failed before", retryCount === 1 ? "once" : `${retryCount} times`));
  if (error !== null) {
    facts.push({ term: "Error", text: `${error.name}: ${error.message}`, tone: "bad" });
  }
  if (outcome === "failed") facts.push(fact("Retry", nextTry(mark, retryAt)));
  if (outcome === "lost") {
    facts.push(fact("Retry", "when the host runs again"));
  }
  if (next !== null) facts.push(fact("Next alarm", momentWords(next)));
  return facts;
}

function nextTry({ end, counted }: RunMark, retryAt: number | null): string {
  if (retryAt === null) return "none";
  const limit = counted ? "" : " (does not count against the retry limit)";
  return `${momentWords(retryAt)}, ${spanWords(retryAt - end)} after the failure${limit}`;
}

function comingFacts({ time, scheduledTime, retryCount }: ComingMark, now: number): Fact[] {
  const facts = [fact("Set for", momentWords(scheduledTime))];
  if (time !== scheduledTime) facts.push(fact("Retry due", momentWords(time)));
  facts.push(fact("Fires", distanceWords(time, now)));
  if (retryCount > 0)
    facts.push(fact("Failed before", retryCount === 1 ? "once" : `${retryCount} times`));
  return facts;
}

function alarmFacts(mark: AlarmMark): Fact[] {
  const { kind, scheduledTime, previousTime, time, error } = mark;
  const facts = when(mark);
  if (kind === "set" || kind === "replaced") {
    const ahead = Math.max(0, scheduledTime - time);
    facts.push(fact("Set for", `${momentWords(scheduledTime)}, ${spanWords(ahead)} ahead`));
  } else {
    facts.push(fact("Was set for", momentWords(scheduledTime)));
  }
  if (previousTime !== null) facts.push(fact("Replaces", momentWords(previousTime)));
  if (error !== null) {
    facts.push({ term: "Last error", text: `${error.name}: ${error.message}`, tone: "bad" });
  }
  if (kind === "abandoned") facts.push(fact("Retry", "none: too many failures"));
  if (kind === "canceled") {
    facts.push(fact("Reason", "the object's own file has a different alarm time"));
  }
  return facts;
}
