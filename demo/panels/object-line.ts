import { html, nothing, type TemplateResult } from "lit";
import type { ObjectState } from "tabd";
import { fileSize } from "../quantities.ts";
import { counted } from "./words.ts";

/** The summary of an object or facet. */
export interface ObjectLine {
  readonly label: TemplateResult;
  readonly state: ObjectState;
  readonly alarm?: TemplateResult | undefined;
  /** The number of its WebSockets. */
  readonly sockets: number;
  /** The size of its file, in bytes. */
  readonly size: number;
  /** Whether its details are shown below. */
  readonly open: boolean;
  readonly toggle: () => void;
}

/** The button that shows and hides the details. */
export function objectLine(line: ObjectLine): TemplateResult {
  const { label, state, alarm, sockets, size, open, toggle } = line;
  const aside = sockets > 0 ? counted(sockets, "socket") : size > 0 ? fileSize(size) : nothing;
  return html`<button type="button" class="object quiet" aria-expanded=${open} @click=${toggle}>
    <span class="name"><span class="mark" aria-hidden="true"></span>${label}</span>
    <span class="state" data-state=${state}>${state}</span>
    <span class="alarm number">${alarm ?? nothing}</span>
    <span class="size number soft">${aside}</span>
  </button>`;
}
