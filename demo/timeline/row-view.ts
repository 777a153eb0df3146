import { html, nothing, type TemplateResult } from "lit";
import { classMap } from "lit/directives/class-map.js";
import { repeat } from "lit/directives/repeat.js";
import { distanceWords, shortMoment } from "../clock/time-words.ts";
import { type Cluster, firstFrom } from "./clusters.ts";
import { glyph, glyphOf } from "./glyphs.ts";
import { markName } from "./mark-words.ts";
import { type Span, toneOf } from "./marks.ts";
import type { Row } from "./rows.ts";

export interface RowScene {
  /** The rendered range of time: the visible range and some more on both sides. */
  readonly from: number;
  readonly to: number;
  /** The time at x = 0, and ms per px. */
  readonly origin: number;
  readonly msPerPx: number;
  /** The visible width, in px. */
  readonly width: number;
  readonly now: number;
  /** The keys of the focused cluster and of the tab stop. */
  readonly active: string | undefined;
  readonly tabStop: string | undefined;
  readonly chosen: string | undefined;
}

/** Room for the label of a pending alarm, in px. */
const LABEL_ROOM = 96;

const xOf = (scene: RowScene, time: number): number => (time - scene.origin) / scene.msPerPx;

export function rowContent(row: Row, scene: RowScene): TemplateResult {
  return html`
    ${row.lane?.spans.map((span) => spanView(span, scene))}
    ${repeat(
      clustersInSight(row, scene),
      ({ key }) => key,
      (cluster) => clusterView(row, cluster, scene),
    )}
  `;
}

/** The rendered clusters, always including the focused one, so that it keeps the focus. */
function clustersInSight({ clusters }: Row, scene: RowScene): readonly Cluster[] {
  const first = firstFrom(clusters, scene.from);
  const seen = clusters.slice(first, firstFrom(clusters, scene.to));
  const active = clusters.find(({ key }) => key === scene.active);
  return active === undefined || seen.includes(active) ? seen : [...seen, active];
}

function spanView(span: Span, scene: RowScene): TemplateResult | typeof nothing {
  const end = Math.min(span.to, span.kind === "running" ? scene.now : Infinity);
  const from = Math.max(span.from, scene.from);
  const to = Math.min(end, scene.to);
  const width = (to - from) / scene.msPerPx;
  if (width < 0.5) return nothing;
  const style = `left:${xOf(scene, from)}px;width:${width}px`;
  return html`<div class="span ${span.kind}" .style=${style}></div>`;
}

function clusterView(row: Row, cluster: Cluster, scene: RowScene): TemplateResult {
  const { face, count, marks } = cluster;
  const chosen = marks.some(({ key }) => key === scene.chosen);
  const name = clusterName(cluster, scene.now);
  const x = xOf(scene, face.time);
  // Put the label on the side with room.
  const flip = x > scene.width - LABEL_ROOM;
  const classes = { mark: true, [toneOf(face)]: true, [glyphOf(face)]: true, chosen, flip };
  return html`
    <div
      role="option"
      class=${classMap(classes)}
      .style="left:${x}px"
      data-row=${row.key}
      data-key=${cluster.key}
      aria-label=${name}
      aria-selected=${chosen}
      tabindex=${cluster.key === scene.tabStop ? 0 : -1}
      title=${name}
    >
      <svg viewBox="0 0 16 16" aria-hidden="true">${glyph(glyphOf(face))}</svg>
      ${count > 1 ? html`<span class="count" aria-hidden="true">${count}</span>` : nothing}
      ${
        face.kind === "coming"
          ? html`<span class="label" aria-hidden="true">${comingLabel(face.time, scene.now)}</span>`
          : nothing
      }
    </div>
  `;
}

const comingLabel = (time: number, now: number): string =>
  time <= now ? "due" : distanceWords(Math.ceil(time / 1000) * 1000, Math.ceil(now / 1000) * 1000);

function clusterName({ marks, face, from, to }: Cluster, now: number): string {
  if (marks.length === 1) return markName(face, now);
  const until = to > from ? `, until ${shortMoment(to, now)}` : "";
  return `${markName(face, now)}, and ${marks.length - 1} more${until}`;
}
