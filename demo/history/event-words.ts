import { clockChangeWords } from "../clock/clock-words.ts";
import { momentWords, spanWords } from "../clock/time-words.ts";
import type { HistoryEvent } from "./history-event.ts";

/** An event in words: what happened, and what there is to add, if anything. */
export interface EventWords {
  readonly title: string;
  readonly detail: string;
}

const words = (title: string, detail = ""): EventWords => ({ title, detail });

/** What an event says, without whom it is about and when. */
export function eventWords(event: HistoryEvent): EventWords {
  switch (event.type) {
    case "page-loaded":
      return words("Page loaded", "What was set is on the disk.");
    case "host-starting":
      return words("Host is started");
    case "host-started":
      return words("Host started", "It runs the project's code.");
    case "host-killed":
      return words("Host killed", "As in a crash: what was in memory is gone.");
    case "host-failed":
      return words("Host did not start", event.problem);
    case "host-unresponsive":
      return words("Host does not answer", `For ${spanWords(event.silence)}.`);
    case "host-responsive":
      return words("Host answers again");
    case "files-wiped":
      return words("Disk wiped", `${event.files} files are gone.`);
    case "files-imported":
      return words("Files imported", `${event.files} files.`);
    case "disk-lost":
      return words("Disk lost", event.error.message);
    case "disk-reopened":
      return words("Disk opened again");
    case "file-damaged":
      return words("File damaged", `${event.path}: ${event.error.message}`);
    case "commit":
      return words("Commit", `${event.bytes} bytes of ${event.files} files.`);
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
        "Other code runs",
        `The disk's leader runs ${event.leader.name} (${event.leader.hash.slice(0, 8)}), this tab has ` +
          `${event.own.name} (${event.own.hash.slice(0, 8)}).`,
      );
    case "clock-changed":
      return words(clockChangeWords(event.clock));
    case "console":
      return words("Console", event.text);
    case "actor-started":
      return words("Object started", "Its constructor ran.");
    case "actor-evicted":
      return words("Object evicted", "It was idle. The next event starts it again.");
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
      return words("Alarm abandoned", "It is not tried again.");
    case "alarm-canceled":
      return words("Alarm canceled", "The object's own record named another time.");
  }
}
