import { html, type TemplateResult } from "lit";
import { counted } from "../panels/words.ts";
import type { Level, LineFilter } from "./console-lines.ts";

export interface ConsoleToolbar {
  readonly filter: LineFilter;
  /** The objects that have written. */
  readonly actors: readonly string[];
  /** How many lines there are, and how many of them the filter lets through. */
  readonly all: number;
  readonly shown: number;
  /** What was done last, in words; "" for nothing. */
  readonly told: string;
  readonly setFilter: (change: Partial<LineFilter>) => void;
  readonly copy: () => void;
  readonly clear: () => void;
}

const levels: readonly (readonly [Level, string])[] = [
  ["debug", "All levels"],
  ["log", "Without debug"],
  ["info", "Info and above"],
  ["warn", "Warnings, errors"],
  ["error", "Errors"],
];

/** The line of controls above the lines: the filter, how many there are, copy and clear. */
export function consoleToolbar(options: ConsoleToolbar): TemplateResult {
  const { filter, all, shown, told, setFilter, copy, clear } = options;
  return html`
    <div class="toolbar">
      <input
        type="search"
        aria-label="Filter lines"
        placeholder="Filter lines"
        .value=${filter.text}
        @input=${(event: Event) => setFilter({ text: valueOf(event) })}
      />
      <select
        aria-label="Level"
        .value=${filter.level}
        @change=${(event: Event) => setFilter({ level: valueOf(event) as Level })}
      >
        ${levels.map(
          ([level, words]) =>
            html`<option value=${level} ?selected=${level === filter.level}>${words}</option>`,
        )}
      </select>
      ${actorSelect(options)}
      <span class="grow"></span>
      <span class="soft" role="status">${told === "" ? counted(shown, "line") : told}</span>
      <button type="button" class="small" ?disabled=${shown === 0} @click=${copy}>Copy</button>
      <button
        type="button"
        class="small"
        title="Hides what was written until now. The timeline keeps it."
        ?disabled=${all === 0}
        @click=${clear}
      >
        Clear
      </button>
    </div>
  `;
}

function actorSelect({ filter, actors: there, setFilter }: ConsoleToolbar): TemplateResult {
  // What was chosen in an earlier visit, and has written nothing since, can still be given up.
  const actors =
    filter.actor === "" || there.includes(filter.actor) ? there : [filter.actor, ...there];
  return html`<select
    aria-label="Object"
    @change=${(event: Event) => setFilter({ actor: valueOf(event) })}
  >
    <option value="" ?selected=${filter.actor === ""}>All objects</option>
    ${actors.map(
      (name) => html`<option value=${name} ?selected=${name === filter.actor}>${name}</option>`,
    )}
  </select>`;
}

const valueOf = (event: Event): string =>
  (event.target as HTMLInputElement | HTMLSelectElement).value;
