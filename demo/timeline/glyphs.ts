import { svg, type SVGTemplateResult } from "lit";
import type { Mark, Tone } from "./marks.ts";

/** One shape per kind of mark, in a 16×16 box. Past events are filled. */
const shapes = {
  coming: svg`<circle class="line" cx="8" cy="8" r="5" />`,
  retry: svg`<path class="line" d="M12.6 6.2A5 5 0 1 0 13 8M13 3v3.4H9.6" />`,
  running: svg`<circle class="line" cx="8" cy="8" r="5.5" /><circle class="fill" cx="8" cy="8" r="2.5" />`,
  succeeded: svg`<circle class="fill" cx="8" cy="8" r="6" /><path class="cut" d="M5.4 8.2l1.9 1.9 3.4-4" />`,
  late: svg`<circle class="fill" cx="8" cy="8" r="6" /><path class="cut" d="M8 4.8V8l2.2 1.6" />`,
  failed: svg`<path class="fill" d="M8 1.4 14.6 8 8 14.6 1.4 8z" /><path class="cut" d="M6.2 6.2l3.6 3.6M9.8 6.2 6.2 9.8" />`,
  lost: svg`<circle class="line dashed" cx="8" cy="8" r="5.5" /><path class="line" d="M6 6l4 4M10 6l-4 4" />`,
  canceled: svg`<circle class="line" cx="8" cy="8" r="5.5" /><path class="line" d="M4.4 11.6l7.2-7.2" />`,
  deleted: svg`<circle class="line" cx="8" cy="8" r="5.5" /><path class="line" d="M5.5 8h5" />`,
  replaced: svg`<circle class="line" cx="8" cy="8" r="5.5" /><path class="line" d="M5.2 8h5M8.4 5.8 10.7 8l-2.3 2.2" />`,
  abandoned: svg`<path class="fill" d="M5.2 1.5h5.6l3.7 3.7v5.6l-3.7 3.7H5.2l-3.7-3.7V5.2z" /><path class="cut" d="M4.8 8h6.4" />`,
  set: svg`<circle class="fill" cx="8" cy="8" r="2.6" />`,
  started: svg`<path class="fill" d="M5 3.6 12 8l-7 4.4z" />`,
  evicted: svg`<path class="line" d="M3.5 10.6h9L8 4.6zM3.5 13h9" />`,
  broken: svg`<path class="fill" d="M9.4 1 3.4 9h3.8l-1 6 6.4-8.4H8.6z" />`,
  page: svg`<path class="line" d="M12.4 6A5 5 0 1 0 13 8.4M13 2.8v3.4H9.6" />`,
  host: svg`<path class="line" d="M8 2v5.2M4.6 4.6a5 5 0 1 0 6.8 0" />`,
  "host-lost": svg`<path class="line thick" d="M4 4l8 8M12 4l-8 8" />`,
  clock: svg`<circle class="line" cx="8" cy="8" r="5.8" /><path class="line" d="M8 4.6V8l2.4 1.6" />`,
  leader: svg`<path class="line" d="M2.5 5.5h7v7h-7zM6.5 5.5v-3h7v7h-4" />`,
  disk: svg`<path class="line" d="M3 4.4c0-2.6 10-2.6 10 0v7.2c0 2.6-10 2.6-10 0zM3 4.4c0 2.6 10 2.6 10 0" />`,
} as const;

export type Glyph = keyof typeof shapes;

export function glyphOf(mark: Mark): Glyph {
  if (mark.kind === "coming") return mark.retryCount > 0 ? "retry" : "coming";
  if (mark.kind !== "run") return mark.kind;
  return mark.outcome === "succeeded" && mark.late ? "late" : mark.outcome;
}

export const glyph = (name: Glyph): SVGTemplateResult => shapes[name];

/** The legend, in the order of an alarm's life. */
export const LEGEND: readonly (readonly [Glyph, string, Tone?])[] = [
  ["set", "Alarm set", "quiet"],
  ["coming", "Alarm pending"],
  ["running", "Being delivered"],
  ["succeeded", "Delivered", "good"],
  ["late", "Delivered late", "warn"],
  ["failed", "Failed", "bad"],
  ["retry", "Retry pending"],
  ["abandoned", "Abandoned", "bad"],
  ["replaced", "Replaced"],
  ["deleted", "Deleted"],
  ["canceled", "Canceled"],
  ["lost", "Interrupted", "bad"],
  ["started", "Object started", "quiet"],
  ["evicted", "Object evicted", "quiet"],
  ["broken", "Object broken", "bad"],
  ["page", "Page loaded"],
  ["host", "Host started"],
  ["host-lost", "Host killed", "bad"],
  ["clock", "Clock changed"],
  ["leader", "Other leader"],
  ["disk", "Disk changed"],
];
