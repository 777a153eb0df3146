import type { LoggedEvent } from "./event-log.ts";
import { duration } from "./quantities.ts";

/** An event as the list shows it: a tone for its mark, what happened, and the details. */
export interface EventWords {
  readonly tone: "plain" | "good" | "bad" | "quiet";
  readonly title: string;
  readonly detail: string;
}

/** The event in words; undefined for what the list leaves out. */
export function eventWords(event: LoggedEvent): EventWords | undefined {
  switch (event.type) {
    case "page-loaded":
      return { tone: "quiet", title: "Page loaded", detail: "" };
    case "host-started":
      return { tone: "quiet", title: "Host started", detail: "" };
    case "host-killed":
      return { tone: "bad", title: "Host killed", detail: "as a crash would" };
    case "alarm-set":
      return { tone: "plain", title: "Alarm set", detail: `for ${who(event)}, ${ahead(event)}` };
    case "alarm-replaced":
      return {
        tone: "plain",
        title: "Alarm replaced",
        detail: `for ${who(event)}, ${ahead(event)}`,
      };
    case "alarm-deleted":
      return { tone: "plain", title: "Alarm deleted", detail: `of ${who(event)}` };
    case "alarm-fired":
      return {
        tone: "plain",
        title: "Alarm fired",
        detail: `for ${who(event)}, ${lateness(event)}`,
      };
    case "alarm-succeeded":
      return { tone: "good", title: "Alarm delivered", detail: `to ${who(event)}` };
    case "alarm-failed": {
      const next =
        event.retryAt === null
          ? "not tried again"
          : `tried again in ${duration(event.retryAt - event.time)}`;
      const detail = `for ${who(event)}: ${event.error.message}, ${next}`;
      return { tone: "bad", title: "Alarm failed", detail };
    }
    case "alarm-abandoned":
      return { tone: "bad", title: "Alarm abandoned", detail: `of ${who(event)}` };
    case "alarm-canceled":
      return { tone: "plain", title: "Alarm canceled", detail: `of ${who(event)}` };
    case "actor-started":
      return { tone: "quiet", title: "Started", detail: `object ${who(event)}` };
    case "actor-evicted":
      return { tone: "quiet", title: "Evicted", detail: `object ${who(event)}, which was idle` };
    case "actor-broken":
      return {
        tone: "bad",
        title: "Broken",
        detail: `object ${who(event)}: ${event.error.message}`,
      };
    case "console":
      return { tone: "good", title: "Console", detail: event.text };
    case "owner-changed": {
      const detail = event.role === "owner" ? "the objects run here" : "the objects run elsewhere";
      return { tone: "plain", title: "New owner", detail };
    }
    case "code-differs":
      return { tone: "bad", title: "Other code", detail: "the owner's runs: reload both tabs" };
    case "commit-failed":
      return { tone: "bad", title: "Commit failed", detail: event.error.message };
    default:
      return undefined;
  }
}

function who(event: { readonly actorName: string | null; readonly actorId: string }): string {
  return event.actorName ?? `${event.actorId.slice(0, 8)}…`;
}

interface Scheduled {
  readonly scheduledTime: number;
  readonly time: number;
}

function ahead(event: Scheduled): string {
  return `in ${duration(Math.max(0, event.scheduledTime - event.time))}`;
}

function lateness(event: Scheduled): string {
  const late = event.time - event.scheduledTime;
  return late < 1000 ? `${late} ms after its time` : `${duration(late)} after its time`;
}
