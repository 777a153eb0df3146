import { distanceWords, momentWords, shortMoment, spanWords } from "../clock/time-words.ts";
import { eventWords } from "../history/event-words.ts";
import type { AlarmMark, ComingMark, Mark, RunMark } from "./marks.ts";

/** What a mark is, in a few words: its heading, and the beginning of its name. */
export function markTitle(mark: Mark): string {
  switch (mark.kind) {
    case "run":
      return runTitle(mark);
    case "coming":
      return mark.retryCount > 0 ? `Retry ${mark.retryCount} to come` : "Alarm to come";
    default:
      return eventWords(mark.entry.event).title;
  }
}

function runTitle({ outcome, retryCount, late }: RunMark): string {
  const what = retryCount > 0 ? `Retry ${retryCount}` : late ? "Late alarm" : "Alarm";
  switch (outcome) {
    case "running":
      return `${what} is being delivered`;
    case "succeeded":
      return `${what} delivered`;
    case "failed":
      return `${what} failed`;
    case "canceled":
      return `${what} canceled`;
    case "lost":
      return `${what} was interrupted`;
  }
}

/** What a screen reader says of a mark: what, when, and what follows. Whose it is, its lane says. */
export function markName(mark: Mark, now: number): string {
  const parts = [markTitle(mark), shortMoment(mark.time, now)];
  if (mark.kind === "run") {
    if (mark.late) parts.push(`${spanWords(mark.time - mark.due)} late`);
    if (mark.retryAt !== null) parts.push(`tried again ${shortMoment(mark.retryAt, now)}`);
    if (mark.next !== null) parts.push(`next alarm set for ${shortMoment(mark.next, now)}`);
  } else if (mark.kind === "coming") {
    parts.push(distanceWords(mark.time, now));
  } else if (mark.kind === "set" || mark.kind === "replaced") {
    parts.push(`for ${shortMoment(mark.scheduledTime, now)}`);
  }
  return parts.join(", ");
}

/** Something to say of a mark, under a heading of its own. */
export interface Fact {
  readonly term: string;
  readonly text: string;
  readonly tone?: "bad" | "warn";
}

const fact = (term: string, text: string): Fact => ({ term, text });

/** All that is known of a mark. */
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
      return [...when(mark), ...(detail === "" ? [] : [fact("What", detail)])];
    }
  }
}

/** The host's time; the computer's beside it where that is another. */
function when({ time, entry }: Mark): Fact[] {
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
  facts.push(fact("Fired", momentWords(time)));
  const late = time - due;
  facts.push(
    late < 0
      ? fact("Early", `by ${spanWords(late)}: fired by hand`)
      : {
          term: "Late",
          text: late === 0 ? "not at all" : `by ${spanWords(late)}`,
          ...(mark.late && { tone: "warn" as const }),
        },
  );
  if (outcome !== "running") facts.push(fact("Took", spanWords(end - time)));
  if (retryCount > 0) facts.push(fact("Tries before", String(retryCount)));
  if (error !== null) {
    facts.push({ term: "Error", text: `${error.name}: ${error.message}`, tone: "bad" });
  }
  if (outcome === "failed") facts.push(fact("Next try", nextTry(mark, retryAt)));
  if (outcome === "lost") {
    facts.push(fact("Next try", "when a host runs: its host was gone before it had ended"));
  }
  if (next !== null) facts.push(fact("Set the next", `for ${momentWords(next)}`));
  return facts;
}

function nextTry({ end, counted }: RunMark, retryAt: number | null): string {
  if (retryAt === null) return "none";
  const limit = counted ? "" : " (does not count against the limit of retries)";
  return `${momentWords(retryAt)}, ${spanWords(retryAt - end)} after the failure${limit}`;
}

function comingFacts({ time, scheduledTime, retryCount }: ComingMark, now: number): Fact[] {
  const facts = [fact("Set for", momentWords(scheduledTime))];
  if (time !== scheduledTime) facts.push(fact("Retry due", momentWords(time)));
  facts.push(fact("Fires", distanceWords(time, now)));
  if (retryCount > 0) facts.push(fact("Tries before", String(retryCount)));
  return facts;
}

function alarmFacts(mark: AlarmMark): Fact[] {
  const { kind, scheduledTime, previousTime, time, error } = mark;
  const facts = when(mark);
  if (kind === "set" || kind === "replaced") {
    const ahead = Math.max(0, scheduledTime - time);
    facts.push(fact("Set for", `${momentWords(scheduledTime)}, ${spanWords(ahead)} ahead`));
  } else {
    facts.push(fact("Had been set for", momentWords(scheduledTime)));
  }
  if (previousTime !== null) facts.push(fact("Instead of", momentWords(previousTime)));
  if (error !== null) {
    facts.push({ term: "Last error", text: `${error.name}: ${error.message}`, tone: "bad" });
  }
  if (kind === "abandoned") facts.push(fact("Next try", "none: too many tries have failed"));
  if (kind === "canceled") {
    facts.push(fact("Why", "the object's own record named another time, and that is what counts"));
  }
  return facts;
}
