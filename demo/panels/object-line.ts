import { html, nothing, type TemplateResult } from "lit";
import type { ObjectState } from "tabd";
import { fileSize } from "../quantities.ts";
import { counted } from "./words.ts";

/** What is seen of an object or a facet when it is closed. */
export interface ObjectLine {
  readonly label: TemplateResult;
  readonly state: ObjectState;
  readonly alarm?: TemplateResult | undefined;
  /** How many WebSockets the runtime keeps for it. */
  readonly sockets: number;
  /** Of its own file, in bytes. */
  readonly size: number;
  /** Whether what is known of it is shown below. */
  readonly open: boolean;
  readonly toggle: () => void;
}

/** The button that opens and closes what is known of an object or a facet. */
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
