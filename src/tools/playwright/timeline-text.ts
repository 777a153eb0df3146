import type { HostEvent, ReportedError } from "../../protocol/events.ts";

/** The most events that a message shows. */
const MOST = 30;

/** `2026-11-17 12:00:00.000`, in UTC. */
export function timeText(time: number | null): string {
  if (time === null) return "none";
  const date = new Date(time);
  if (Number.isNaN(date.getTime())) return String(time);
  return date.toISOString().replace("T", " ").replace("Z", "");
}

/** The last events, one a line. */
export function timelineText(events: readonly HostEvent[]): string {
  if (events.length === 0) return "  nothing happened";
  const left = events.length - MOST;
  const lines = events.slice(-MOST).map((event) => `  ${timeText(event.time)}  ${wordsOf(event)}`);
  return [...(left > 0 ? [`  … ${left} earlier events`] : []), ...lines].join("\n");
}

/** An event in a few words. */
export function wordsOf(event: HostEvent): string {
  switch (event.type) {
    case "alarm-set":
      return `alarm set for ${timeText(event.scheduledTime)}`;
    case "alarm-replaced":
      return `alarm moved to ${timeText(event.scheduledTime)}`;
    case "alarm-deleted":
      return "alarm deleted";
    case "alarm-fired":
      return event.retryCount === 0 ? "alarm fired" : `alarm fired, retry ${event.retryCount}`;
    case "alarm-succeeded":
      return "alarm succeeded";
    case "alarm-failed":
      return `alarm failed: ${errorText(event.error)}, next try ${timeText(event.retryAt)}`;
    case "alarm-abandoned":
      return "alarm abandoned";
    case "alarm-canceled":
      return `alarm canceled, set for ${timeText(event.actualTime)} instead`;
    case "actor-called":
      return `${event.method}() called`;
    case "actor-started":
      return "object started";
    case "actor-evicted":
      return "object evicted";
    case "actor-broken":
      return `object broken: ${errorText(event.error)}`;
    case "console":
      return `${event.level}: ${event.text}`;
    case "clock-changed":
      return `clock ${event.clock.mode}${"now" in event.clock ? `, ${timeText(event.clock.now)}` : ""}`;
    case "leader-changed":
      return `host is ${event.role}`;
    default:
      return event.type.replaceAll("-", " ");
  }
}

function errorText({ name, message }: ReportedError): string {
  return `${name}: ${message}`;
}
