import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import type { SocketInfo } from "tabd";
import { fileSize } from "../quantities.ts";
import type { ActorKey } from "../session/session.ts";
import { shared } from "../style/shared.ts";
import { ControlElement, fact, factsStyle } from "./control-element.ts";
import type { FacetRow } from "./facet-rows.ts";
import { panelStyle } from "./panel-style.ts";
import { socketList } from "./socket-list.ts";
import { actorLabel, sameActor } from "./words.ts";

/** The details of a facet, with its buttons. */
export class FacetDetails extends ControlElement {
  static override properties = {
    ...ControlElement.properties,
    row: { attribute: false },
    sockets: { attribute: false },
  };

  declare row: FacetRow;
  declare sockets: readonly SocketInfo[];

  constructor() {
    super();
    this.sockets = [];
  }

  protected override get subject(): ActorKey {
    return this.row.key;
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    const before = changed.get("row") as FacetRow | undefined;
    if (before !== undefined && !sameActor(before.key, this.row.key)) this.clearMessages();
  }

  protected override render(): TemplateResult {
    const { info, key } = this.row;
    const { className, state, fileSize: size } = info;
    return html`<dl>
        ${fact("Facet", actorLabel(key))}
        ${fact("Class", className ?? "unknown: it has not run since the host started")}
        ${fact("File", size === 0 ? "none yet" : fileSize(size))}
        ${this.sockets.length === 0 ? nothing : fact("Sockets", socketList(this.sockets))}
      </dl>
      <div class="row">
        ${this.button("Abort", state === "cold", async (control) => {
          await control.abort(key, "aborted in the playground");
          return "The facet was aborted.";
        })}
        ${this.storageButton(size === 0)}
      </div>
      ${this.renderMessages()}`;
  }

  static override styles = [shared, panelStyle, factsStyle];
}

customElements.define("tabd-facet-details", FacetDetails);

declare global {
  interface HTMLElementTagNameMap {
    "tabd-facet-details": FacetDetails;
  }
}
