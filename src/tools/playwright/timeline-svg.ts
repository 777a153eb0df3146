import type { HostEvent } from "../../protocol/events.ts";
import { subjectOf } from "./event-log.ts";
import { timeText, wordsOf } from "./timeline-text.ts";

const MOST = 500;
const ROW = 20;
const TOP = 40;
const LANE = 140;
const TIME = 190;

/** The colour of an event's mark. */
function colorOf({ type }: HostEvent): string {
  if (/failed|broken|abandoned|lost|damaged|unresponsive/.test(type)) return "#c62828";
  if (type === "alarm-fired" || type === "alarm-succeeded") return "#2e7d32";
  return type.startsWith("alarm") ? "#1565c0" : "#757575";
}

const escaped = (text: string): string =>
  text
    // XML has no way to write these.
    .replaceAll(/[\p{Cc}\uFFFE\uFFFF]|\p{Surrogate}/gu, " ")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;");

const shortened = (text: string, most: number): string =>
  text.length > most ? `${text.slice(0, most - 1)}…` : text;

/** The last events as rows from top to bottom, with one lane for each object and one for the host. */
export function timelineSvg(all: readonly HostEvent[]): string {
  const events = all.filter(({ type }) => type !== "commit").slice(-MOST);
  const lanes = new Map([["", "host"]]);
  const laneOf = (event: HostEvent): string => {
    const subject = subjectOf(event);
    if (subject === undefined) return "";
    const { className, id, name } = subject;
    const lane = `${className} ${id}`;
    if (name !== null || !lanes.has(lane))
      lanes.set(lane, `${className} ${name ?? id.slice(0, 8)}`);
    return lane;
  };
  const places = events.map((event) => [event, laneOf(event)] as const);
  const order = [...lanes.keys()];
  const x = (lane: string): number => TIME + order.indexOf(lane) * LANE;
  const words = TIME + order.length * LANE;
  const height = TOP + (events.length + 1) * ROW;
  const text = (left: number, top: number, content: string): string =>
    `<text x="${left}" y="${top}">${escaped(content)}</text>`;
  const heads = [...lanes].map(
    ([lane, title]) =>
      text(x(lane) - 6, 24, shortened(title, 20)) +
      `<path d="M${x(lane)} ${TOP}V${height}" stroke="#ccc"/>`,
  );
  const rows = places.map(([event, lane], index) => {
    const y = TOP + (index + 1) * ROW;
    return (
      text(8, y + 4, timeText(event.time)) +
      `<circle cx="${x(lane)}" cy="${y}" r="5" fill="${colorOf(event)}"/>` +
      text(words, y + 4, shortened(wordsOf(event), 160))
    );
  });
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${words + 900}" height="${height}" ` +
    `font-family="ui-monospace, monospace" font-size="12">` +
    `<rect width="100%" height="100%" fill="#fff"/>\n${[...heads, ...rows].join("\n")}\n</svg>\n`
  );
}
