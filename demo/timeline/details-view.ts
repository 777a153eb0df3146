import { html, nothing, type TemplateResult } from "lit";
import { shortMoment } from "../clock/time-words.ts";
import { glyph, glyphOf } from "./glyphs.ts";
import { markFacts, markTitle } from "./mark-words.ts";
import { type Mark, toneOf } from "./marks.ts";
import type { Place } from "./rows.ts";

/** The most events listed for one cluster. */
const LISTED = 50;

export interface DetailsOptions {
  readonly place: Place;
  /** The mark whose details are shown. */
  readonly mark: Mark;
  readonly now: number;
  /** Whether there is room for the details beside the plot. */
  readonly beside: boolean;
  /** The number of its console lines. */
  readonly lines: number;
  readonly choose: (mark: Mark) => void;
  readonly showLines: () => void;
  readonly close: () => void;
}

/** The details of a mark, and the other marks of its cluster. */
export function detailsView(options: DetailsOptions): TemplateResult {
  const { place, mark, now, lines, beside } = options;
  const { actor } = place.row.lane ?? {};
  return html`
    <section class="details ${beside ? "beside" : "sheet"}" aria-label="Details of the event">
      <header>
        <svg class=${`${toneOf(mark)} ${glyphOf(mark)}`} viewBox="0 0 16 16" aria-hidden="true">
          ${glyph(glyphOf(mark))}
        </svg>
        <h3>${markTitle(mark)}</h3>
        <button
          type="button"
          class="quiet small"
          aria-label="Close details"
          @click=${options.close}
        >
          ✕
        </button>
      </header>
      ${
        actor === undefined
          ? nothing
          : html`<p class="soft object" title=${actor.id}>
              ${place.row.title} · ${actor.className}
            </p>`
      }
      <dl>
        ${markFacts(mark, now).map(
          ({ term, text, tone }) =>
            html`<div>
              <dt>${term}</dt>
              <dd class=${tone ?? nothing}>${text}</dd>
            </div>`,
        )}
      </dl>
      ${
        lines > 0
          ? html`<button type="button" class="small" @click=${options.showLines}>
              Show ${lines === 1 ? "console line" : `${lines} console lines`}
            </button>`
          : nothing
      }
      ${place.cluster.marks.length > 1 ? others(options) : nothing}
    </section>
  `;
}

function others({ place, mark, now, choose }: DetailsOptions): TemplateResult {
  const { marks } = place.cluster;
  const listed = marks.slice(-LISTED);
  return html`
    <h4>
      ${marks.length} events here${listed.length < marks.length ? `, the last ${LISTED}` : ""}
    </h4>
    <ul>
      ${listed.map(
        (other) => html`
          <li>
            <button
              type="button"
              class="quiet small"
              aria-pressed=${other.key === mark.key}
              @click=${() => choose(other)}
            >
              <svg
                class=${`${toneOf(other)} ${glyphOf(other)}`}
                viewBox="0 0 16 16"
                aria-hidden="true"
              >
                ${glyph(glyphOf(other))}
              </svg>
              <span>${markTitle(other)}</span>
              <span class="soft">${shortMoment(other.time, now)}</span>
            </button>
          </li>
        `,
      )}
    </ul>
  `;
}
