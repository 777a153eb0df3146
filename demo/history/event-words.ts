import { clockChangeWords } from "../clock/clock-words.ts";
import { momentWords, spanWords } from "../clock/time-words.ts";
import type { HistoryEvent } from "./history-event.ts";

/** An event as text. */
export interface EventWords {
  readonly title: string;
  readonly detail: string;
}

const words = (title: string, detail = ""): EventWords => ({ title, detail });

/** Describes an event, without its object and time. */
export function eventWords(event: HistoryEvent): EventWords {
  switch (event.type) {
    case "page-loaded":
      return words("Page loaded", "Alarms that were set are on the disk.");
    case "host-starting":
      return words("Host starting");
    case "host-started":
      return words("Host started", "It runs the project's code.");
    case "host-killed":
      return words("Host killed", "Like a crash: everything in memory is lost.");
    case "host-failed":
      return words("Host did not start", event.problem);
    case "host-unresponsive":
      return words("Host not responding", `For ${spanWords(event.silence)}.`);
    case "host-responsive":
      return words("Host responding again");
    case "files-wiped":
      return words("Disk wiped", `${event.files} files deleted.`);
    case "files-imported":
      return words("Files imported", `${event.files} files.`);
    case "disk-lost":
      return words("Disk lost", event.error.message);
    case "disk-reopened":
      return words("Disk reopened");
    case "file-damaged":
      return words("File damaged", `${event.path}: ${event.error.message}`);
    case "commit":
      return words("Commit", `${event.bytes} bytes in ${event.files} files.`);
    case "commit-failed":
      return words("Commit failed", event.error.message);
    case "message-dropped":
      return words("Message dropped", event.reason);
    case "leader-changed":
      return event.role === "leader"
        ? words("Objects run in this tab", "This tab's host owns the disk.")
        : words("Objects run in another tab", "That tab's host owns the disk.");
    case "code-differs":
      return words(
        "Different code is running",
        `The disk's leader runs ${event.leader.name} (${event.leader.hash.slice(0, 8)}), this tab has ` +
          `${event.own.name} (${event.own.hash.slice(0, 8)}).`,
      );
    case "clock-changed":
      return words(clockChangeWords(event.clock));
    case "console":
      return words("Console", event.text);
    case "actor-called":
      return words(`${event.method}() called`);
    case "actor-started":
      return words("Object started", "Its constructor ran.");
    case "actor-evicted":
      return words("Object evicted", "It was idle. The next event starts it.");
    case "actor-broken":
      return words("Object broken", `${event.error.name}: ${event.error.message}`);
    case "alarm-set":
      return words("Alarm set", `For ${momentWords(event.scheduledTime)}.`);
    case "alarm-replaced":
      return words("Alarm replaced", `Now for ${momentWords(event.scheduledTime)}.`);
    case "alarm-deleted":
      return words("Alarm deleted");
    case "alarm-fired":
      return words("Alarm fired");
    case "alarm-succeeded":
      return words("Alarm delivered");
    case "alarm-failed":
      return words("Alarm failed", `${event.error.name}: ${event.error.message}`);
    case "alarm-abandoned":
      return words("Alarm abandoned", "It will not be retried.");
    case "alarm-canceled":
      return words("Alarm canceled", "The object's own file has a different alarm time.");
  }
}
