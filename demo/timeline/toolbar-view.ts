import { html, nothing, type TemplateResult } from "lit";
import { glyph, LEGEND } from "./glyphs.ts";
import { KEYS } from "./timeline-keys.ts";

export interface ToolbarOptions {
  readonly follows: boolean;
  readonly empty: boolean;
  /** Undefined if there are too few objects for a filter. */
  readonly filter: string | undefined;
  /** The number of pending alarms without a lane. */
  readonly unseen: number;
  readonly follow: () => void;
  readonly fit: () => void;
  readonly zoom: (factor: number) => void;
  readonly setFilter: (filter: string) => void;
}

/** The zoom factor of the buttons. */
const ZOOM = 2;

export function toolbarView(options: ToolbarOptions): TemplateResult {
  const { follows, empty, filter, unseen, follow, fit, zoom, setFilter } = options;
  return html`
    <div class="toolbar">
      <h2>Timeline</h2>
      ${
        filter === undefined
          ? nothing
          : html`<input
              type="search"
              aria-label="Filter objects"
              placeholder="Filter objects"
              .value=${filter}
              @input=${(event: InputEvent) => setFilter((event.target as HTMLInputElement).value)}
            />`
      }
      ${unseen > 0 ? html`<span class="soft">${unseen.toLocaleString("en")} more alarms</span>` : nothing}
      <span class="grow"></span>
      <button type="button" class="small" aria-pressed=${follows} @click=${follow}>
        Follow now
      </button>
      <button type="button" class="small" ?disabled=${empty} @click=${fit}>Fit</button>
      <button
        type="button"
        class="small square"
        aria-label="Zoom out"
        title="Zoom out (−)"
        @click=${() => zoom(1 / ZOOM)}
      >
        −
      </button>
      <button
        type="button"
        class="small square"
        aria-label="Zoom in"
        title="Zoom in (+)"
        @click=${() => zoom(ZOOM)}
      >
        +
      </button>
      <button
        type="button"
        class="small square quiet"
        aria-label="Legend: marks and keys"
        popovertarget="legend"
      >
        ?
      </button>
      ${legend()}
    </div>
  `;
}

function legend(): TemplateResult {
  return html`
    <div id="legend" popover role="dialog" aria-label="Legend: marks and keys">
      <h3>Marks</h3>
      <ul>
        ${LEGEND.map(
          ([name, words, tone]) => html`
            <li>
              <svg class="${name} ${tone ?? ""}" viewBox="0 0 16 16" aria-hidden="true">
                ${glyph(name)}
              </svg>
              ${words}
            </li>
          `,
        )}
      </ul>
      <p class="soft">
        A line runs from where an alarm was set to where it fires. A hatched line shows how late it
        was. A number counts events at one place.
      </p>
      <h3>Keys, with an event focused</h3>
      <dl>
        ${KEYS.map(
          ([key, words]) =>
            html`<dt><kbd>${key}</kbd></dt>
              <dd>${words}</dd>`,
        )}
      </dl>
      <p class="soft">Drag to pan. Pinch or Ctrl + wheel to zoom.</p>
    </div>
  `;
}
