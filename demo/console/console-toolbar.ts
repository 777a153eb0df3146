import { html, type TemplateResult } from "lit";
import { counted } from "../panels/words.ts";
import type { Level, LineFilter } from "./console-lines.ts";

export interface ConsoleToolbar {
  readonly filter: LineFilter;
  /** The objects with lines. */
  readonly actors: readonly string[];
  /** The number of lines, in total and after the filter. */
  readonly all: number;
  readonly shown: number;
  /** The result of the last copy; "" for none. */
  readonly message: string;
  readonly setFilter: (change: Partial<LineFilter>) => void;
  readonly copy: () => void;
  readonly clear: () => void;
}

const levels: readonly (readonly [Level, string])[] = [
  ["debug", "All levels"],
  ["log", "Log and above"],
  ["info", "Info and above"],
  ["warn", "Warnings and errors"],
  ["error", "Errors"],
];

/** The controls above the lines: filter, count, copy and clear. */
export function consoleToolbar(options: ConsoleToolbar): TemplateResult {
  const { filter, all, shown, message, setFilter, copy, clear } = options;
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
      <span class="soft" role="status">${message === "" ? counted(shown, "line") : message}</span>
      <button type="button" class="small" ?disabled=${shown === 0} @click=${copy}>Copy</button>
      <button
        type="button"
        class="small"
        title="Hide the lines so far. The timeline keeps its events."
        ?disabled=${all === 0}
        @click=${clear}
      >
        Clear
      </button>
    </div>
  `;
}

function actorSelect({ filter, actors: known, setFilter }: ConsoleToolbar): TemplateResult {
  // Keep the stored choice in the list, even without lines, so that it can be changed.
  const actors =
    filter.actor === "" || known.includes(filter.actor) ? known : [filter.actor, ...known];
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
