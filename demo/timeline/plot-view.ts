import { html, nothing, type TemplateResult } from "lit";
import { spanWords } from "../clock/time-words.ts";
import { type DrawnRow, HEAD, LANE, type PlotScene } from "./plot-scene.ts";
import { rowContent } from "./row-view.ts";
import type { Row } from "./rows.ts";
import { contextOf, ticksOf } from "./time-ticks.ts";
import { endOf } from "./viewport.ts";

/** The row names left of the plot. */
export function namesView(scene: PlotScene, drawn: readonly DrawnRow[]): TemplateResult {
  return html`
    <div class="names" .style="height:${HEAD + scene.lanes.length * LANE}px">
      <div class="head">
        <div class="context">${contextOf(scene.view, scene.width)}</div>
        <div class="page">Page, host</div>
      </div>
      ${drawn.map(({ row, top }) => {
        const { actor } = row.lane ?? {};
        return html`<button
          type="button"
          class="name"
          tabindex="-1"
          .style="top:${HEAD + top}px"
          title="${row.title}, ${actor?.className}: ${actor?.id}"
          aria-pressed=${row.key === scene.selectedRow}
          @click=${() => scene.pressName(row)}
        >
          <span class="title">${row.title}</span><small>${actor?.className}</small>
        </button>`;
      })}
    </div>
  `;
}

/** The content of the plot: ruler, page row and lanes. */
export function plotContent(scene: PlotScene, drawn: readonly DrawnRow[]): TemplateResult {
  const { page } = scene;
  return html`
    <div class="head">
      <div class="ruler" aria-hidden="true">
        <div class="layer">${labels(scene)}</div>
      </div>
      ${
        page === undefined
          ? nothing
          : html`<div class="row page" role="group" aria-label="Page and host">
              <div class="layer">${rowContent(page, scene)}</div>
            </div>`
      }
    </div>
    <div class="lanes">
      <div class="layer grid" aria-hidden="true">${lines(scene)}</div>
      <div class="layer">
        ${drawn.map(
          ({ row, top }) => html`
            <div
              class="row"
              role="group"
              aria-label="${row.title}, ${row.lane?.actor.className}"
              .style="top:${top}px"
            >
              ${rowContent(row, scene)}
            </div>
          `,
        )}
      </div>
      ${drawn.map(({ row, top }) => edge(row, top, scene))}
    </div>
  `;
}

const xOf = ({ origin, msPerPx }: PlotScene, time: number): number => (time - origin) / msPerPx;

function labels(scene: PlotScene): TemplateResult[] {
  return ticksOf({ from: scene.from, span: scene.to - scene.from }, drawnWidth(scene)).map(
    ({ time, label, strong }) =>
      html`<div
        class="tick ${label === undefined ? "minor" : strong ? "strong" : ""}"
        .style="left:${xOf(scene, time)}px"
      >
        ${label === undefined ? nothing : html`<span>${label}</span>`}
      </div>`,
  );
}

/** Vertical lines through all lanes: of the labels, and of page and host events. */
function lines(scene: PlotScene): TemplateResult[] {
  const times = ticksOf({ from: scene.from, span: scene.to - scene.from }, drawnWidth(scene));
  const ticks = times
    .filter(({ label }) => label !== undefined)
    .map(
      ({ time, strong }) =>
        html`<div
          class="rule ${strong ? "strong" : ""}"
          .style="left:${xOf(scene, time)}px"
        ></div>`,
    );
  const marks = (scene.page?.clusters ?? [])
    .filter(({ from, face }) => from >= scene.from && from <= scene.to && face.kind !== "clock")
    .map(
      ({ face }) =>
        html`<div class="rule ${face.kind}" .style="left:${xOf(scene, face.time)}px"></div>`,
    );
  return [...ticks, ...marks];
}

const drawnWidth = ({ from, to, msPerPx }: PlotScene): number => (to - from) / msPerPx;

/** A button at the edge for an alarm outside the visible range. */
function edge(row: Row, top: number, scene: PlotScene): TemplateResult | typeof nothing {
  const time = row.lane?.coming?.time;
  if (time === undefined) return nothing;
  const after = time > endOf(scene.view);
  if (!after && time >= scene.view.from) return nothing;
  const distance = spanWords(time - scene.now);
  return html`<button
    type="button"
    class="edge ${after ? "after" : "before"}"
    .style="top:${top}px"
    tabindex="-1"
    aria-hidden="true"
    title="Show the next alarm of ${row.title}"
    @click=${() => scene.reveal(time)}
  >
    ${after ? `in ${distance} ›` : "‹ due"}
  </button>`;
}
