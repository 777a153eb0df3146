import type { ActorRef, ReportedError } from "tabd";
import { eventWords } from "../history/event-words.ts";
import type { HistoryEntry } from "../history/history-event.ts";
import { actorTitle } from "../session/actor-title.ts";
import type { ActorKey } from "../session/session.ts";

export type Level = "debug" | "log" | "info" | "warn" | "error";

/** A console line: output of the user's code, or an error. */
export interface ConsoleLine {
  /** The `seq` of its history entry. */
  readonly seq: number;
  /** By the host's clock, in ms since the epoch. */
  readonly time: number;
  readonly level: Level;
  readonly text: string;
  /** Undefined if the line is not from an object. */
  readonly actor: ActorKey | undefined;
  /** The running event: `alarm`, `alarm, retry 2`; empty if unknown. */
  readonly event: string;
}

export interface LineFilter {
  /** Part of the text, the object's name or the event; empty for all. */
  readonly text: string;
  /** The lowest level shown. */
  readonly level: Level;
  /** One object, in the form of `actorName()`; empty for all. */
  readonly actor: string;
}

export const NO_FILTER: LineFilter = { text: "", level: "debug", actor: "" };

const order: readonly Level[] = ["debug", "log", "info", "warn", "error"];

/** The lines of a history, oldest first. */
export function consoleLines(entries: readonly HistoryEntry[]): ConsoleLine[] {
  const lines: ConsoleLine[] = [];
  /** The objects in their alarm handler, with the event text. */
  const running = new Map<string, string>();
  for (const entry of entries) {
    const { event } = entry;
    if (event.type === "alarm-fired") {
      const { retryCount } = event;
      running.set(keyOf(event), retryCount > 0 ? `alarm, retry ${retryCount}` : "alarm");
    }
    const line = lineOf(entry, running);
    if (line !== undefined) lines.push(line);
    switch (event.type) {
      case "alarm-succeeded":
      case "alarm-failed":
      case "alarm-canceled":
        running.delete(keyOf(event));
        break;
      case "page-loaded":
      case "host-starting":
      case "host-killed":
        running.clear();
        break;
      default:
    }
  }
  return lines;
}

function lineOf(
  { seq, time, event }: HistoryEntry,
  running: ReadonlyMap<string, string>,
): ConsoleLine | undefined {
  switch (event.type) {
    case "console": {
      const { level, text, actor } = event;
      const about = actor === null ? "" : (running.get(keyOf(actor)) ?? "");
      return {
        seq,
        time,
        level,
        text,
        actor: actor === null ? undefined : keyFor(actor),
        event: about,
      };
    }
    case "alarm-failed":
    case "actor-broken": {
      const { title } = eventWords(event);
      const about = running.get(keyOf(event)) ?? "";
      const text = `${title}: ${errorText(event.error)}`;
      return { seq, time, level: "error", text, actor: keyFor(event), event: about };
    }
    case "alarm-abandoned": {
      const { title, detail } = eventWords(event);
      return {
        seq,
        time,
        level: "error",
        text: `${title}. ${detail}`,
        actor: keyFor(event),
        event: "",
      };
    }
    case "commit-failed":
    case "disk-lost":
    case "file-damaged":
    case "host-failed":
    case "host-unresponsive": {
      const { title, detail } = eventWords(event);
      return {
        seq,
        time,
        level: "error",
        text: `${title}: ${detail}`,
        actor: undefined,
        event: "",
      };
    }
    case "code-differs":
    case "message-dropped": {
      const { title, detail } = eventWords(event);
      return { seq, time, level: "warn", text: `${title}: ${detail}`, actor: undefined, event: "" };
    }
    default:
      return undefined;
  }
}

/**
 * The error with its stack. Only stack lines in the user's own files are kept; the others have URLs and
 * belong to tabd.
 */
function errorText({ name, message, stack = "" }: ReportedError): string {
  const words = `${name}: ${message}`;
  // Most engines begin the stack with the error itself.
  const own = stack.startsWith(words) ? stack.slice(words.length) : stack;
  const lines = own.split("\n").filter((line) => line.trim() !== "" && !line.includes("://"));
  return [words, ...lines].join("\n");
}

const keyOf = ({ className, actorId }: ActorRef): string => `${className}/${actorId}`;

const keyFor = ({ className, actorId, actorName }: ActorRef): ActorKey => ({
  className,
  id: actorId,
  name: actorName,
});

/** The object with its class. */
const actorName = (actor: ActorKey): string => `${actor.className} ${actorTitle(actor)}`;

export function filtered(
  lines: readonly ConsoleLine[],
  filter: LineFilter,
): readonly ConsoleLine[] {
  const least = order.indexOf(filter.level);
  const wanted = filter.text.trim().toLowerCase();
  if (least === 0 && wanted === "" && filter.actor === "") return lines;
  return lines.filter((line) => {
    if (order.indexOf(line.level) < least) return false;
    if (
      filter.actor !== "" &&
      (line.actor === undefined || actorName(line.actor) !== filter.actor)
    ) {
      return false;
    }
    if (wanted === "") return true;
    const object = line.actor === undefined ? "" : actorName(line.actor);
    return `${object} ${line.event} ${line.text}`.toLowerCase().includes(wanted);
  });
}

/** The objects with console lines, sorted by name. */
export function actorsOf(lines: readonly ConsoleLine[]): string[] {
  const names = new Set(
    lines.flatMap(({ actor }) => (actor === undefined ? [] : actorName(actor))),
  );
  return [...names].toSorted(new Intl.Collator("en", { numeric: true }).compare);
}

/** Lines rendered together. A block is rendered again only when its lines change. */
export interface Block {
  readonly key: number;
  readonly lines: readonly ConsoleLine[];
}

/** `seq` numbers per block. */
const BLOCK = 100;

/** Splits lines into blocks at fixed numbers, so that full blocks never change. */
export function blocksOf(lines: readonly ConsoleLine[]): Block[] {
  const blocks: { key: number; lines: ConsoleLine[] }[] = [];
  for (const line of lines) {
    const key = Math.floor(line.seq / BLOCK);
    const last = blocks.at(-1);
    if (last?.key === key) last.lines.push(line);
    else blocks.push({ key, lines: [line] });
  }
  return blocks;
}

/** The last complete blocks with at least `count` lines in total. */
export function lastBlocks(blocks: readonly Block[], count: number): readonly Block[] {
  let first = blocks.length;
  for (let lines = 0; first > 0 && lines < count;) lines += blocks[--first]?.lines.length ?? 0;
  return blocks.slice(first);
}

/** Lines as text for the clipboard. */
export function linesAsText(lines: readonly ConsoleLine[]): string {
  return lines
    .map(({ time, level, actor, event, text }) => {
      const object = actor === undefined ? "" : ` [${actorName(actor)}${event && `, ${event}`}]`;
      return `${new Date(time).toISOString()} ${level}${object} ${text}`;
    })
    .join("\n");
}
