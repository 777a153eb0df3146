import { css, html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { ObjectInfo, SocketInfo } from "tabd";
import type { ActorKey } from "../session/session.ts";
import { shared } from "../style/shared.ts";
import "./facet-details.ts";
import { type FacetRow, facetRows } from "./facet-rows.ts";
import { objectLine } from "./object-line.ts";
import { objectsStyle } from "./objects-style.ts";
import { panelStyle } from "./panel-style.ts";
import { SessionElement } from "./session-element.ts";
import { actorLabel, counted, sameActor } from "./words.ts";

/** Facets shown at first, and added by each “Show more facets”. */
const PAGE = 12;

/**
 * The facets of an object, nested ones indented. Dispatches `toggle` with the key of a facet to open or
 * close, and `done` after an action on one.
 */
export class FacetList extends SessionElement {
  static override properties = {
    ...SessionElement.properties,
    object: { attribute: false },
    sockets: { attribute: false },
    open: { attribute: false },
    _limit: { state: true },
  };

  declare object: ObjectInfo;
  /** The sockets of all objects. */
  declare sockets: readonly SocketInfo[];
  /** The open object or facet. */
  declare open: ActorKey | undefined;
  declare private _limit: number;

  constructor() {
    super();
    this.sockets = [];
    this._limit = PAGE;
  }

  protected override async updated(changed: PropertyValues): Promise<void> {
    if (!changed.has("open")) return;
    const details = this.renderRoot.querySelector("tabd-facet-details");
    await details?.updateComplete;
    details?.scrollIntoView({ block: "nearest" });
  }

  protected override render(): TemplateResult {
    const rows = facetRows(this.object);
    const shown = rows.filter((row, i) => i < this._limit || sameActor(this.open, row.key));
    const more = rows.length - shown.length;
    return html`<ul aria-label=${`Facets of ${actorLabel(this.object)}`}>
        ${repeat(
          shown,
          ({ key }) => JSON.stringify(key.facet),
          (row) => this.#renderRow(row),
        )}
      </ul>
      ${
        more === 0
          ? nothing
          : html`<p class="row more">
              <span class="soft">${counted(more, "more facet")}</span>
              <button type="button" class="small" @click=${() => (this._limit += PAGE)}>
                Show more facets
              </button>
            </p>`
      }`;
  }

  #renderRow(row: FacetRow): TemplateResult {
    const { info, key } = row;
    const sockets = this.sockets.filter((socket) => sameActor(socket, key));
    const open = sameActor(this.open, key);
    const above = key.facet.slice(0, -1).map((name) => `${name} › `);
    return html`<li
      ?data-selected=${sameActor(this.session?.selection.actor, key)}
      data-depth=${key.facet.length}
    >
      ${objectLine({
        label: html`<span class="hidden">facet ${above.join("")}</span
          ><span title=${actorLabel(key)}>${info.name}</span>`,
        state: info.state,
        sockets: sockets.length,
        size: info.fileSize,
        open,
        toggle: () => this.dispatchEvent(new CustomEvent("toggle", { detail: key })),
      })}
      ${
        open
          ? html`<tabd-facet-details
              .session=${this.session}
              .row=${row}
              .sockets=${sockets}
              @done=${() => this.dispatchEvent(new Event("done"))}
            ></tabd-facet-details>`
          : nothing
      }
    </li>`;
  }

  static override styles = [
    shared,
    panelStyle,
    objectsStyle,
    css`
      ul {
        margin: 0;
      }
      li {
        border-top: 1px solid var(--line);
      }
      .name {
        padding-left: 1rem;
        font-weight: 400;
      }
      [data-depth="2"] .name {
        padding-left: 2rem;
      }
      [data-depth="3"] .name {
        padding-left: 3rem;
      }
      tabd-facet-details {
        padding-left: 3rem;
      }
      .more {
        padding: var(--space-s) var(--space) var(--space-s) 2rem;
      }
    `,
  ];
}

customElements.define("tabd-facet-list", FacetList);

declare global {
  interface HTMLElementTagNameMap {
    "tabd-facet-list": FacetList;
  }
}
