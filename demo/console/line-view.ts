import { html, nothing, type TemplateResult } from "lit";
import { guard } from "lit/directives/guard.js";
import { dayAndMonth, momentWords, timeOfDayToMs } from "../clock/time-words.ts";
import { actorTitle } from "../session/actor-title.ts";
import type { Block, ConsoleLine } from "./console-lines.ts";

export interface LineScene {
  /** The day that is left out, in the form of `dayAndMonth()`. */
  readonly today: string;
  /** The `seq` of the selected lines and of the tab stop. */
  readonly selected: ReadonlySet<number>;
  readonly tabStop: number | undefined;
  readonly select: (line: ConsoleLine) => void;
  readonly focused: (line: ConsoleLine) => void;
}

export function blockView({ lines }: Block, scene: LineScene): TemplateResult {
  const selected = lines.map(({ seq }) => seq).filter((seq) => scene.selected.has(seq));
  const stop = lines.some(({ seq }) => seq === scene.tabStop) ? scene.tabStop : undefined;
  const state = [lines[0], lines.at(-1), lines.length, selected.join(), stop, scene.today];
  return html`<div class="block">
    ${guard(state, () => lines.map((line) => lineView(line, scene)))}
  </div>`;
}

function lineView(line: ConsoleLine, scene: LineScene): TemplateResult {
  const { seq, time, level, text, actor, event } = line;
  const date = new Date(time);
  const day = dayAndMonth(date);
  const marked = level === "error" || level === "warn";
  return html`
    <div
      class="line ${scene.selected.has(seq) ? "selected" : ""}"
      data-level=${level}
      data-seq=${seq}
    >
      <button
        type="button"
        class="when"
        tabindex=${seq === scene.tabStop ? 0 : -1}
        title="${momentWords(time)}. Show in the timeline"
        @click=${() => scene.select(line)}
        @focus=${() => scene.focused(line)}
      >
        ${day === scene.today ? "" : `${day}, `}${timeOfDayToMs(date)}
      </button>
      <span class="object" title=${actor === undefined ? "" : `${actor.className} ${actor.id}`}>
        ${
          actor === undefined ? nothing : actorTitle(actor)
        }${event === "" ? nothing : html`<small>${event}</small>`}
      </span>
      <p class="text">${marked ? html`<span class="level">${level}</span> ` : nothing}${text}</p>
    </div>
  `;
}
