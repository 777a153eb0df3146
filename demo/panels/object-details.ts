import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import type { ObjectInfo, SocketInfo } from "tabd";
import { momentWords } from "../clock/time-words.ts";
import { fileSize } from "../quantities.ts";
import type { ActorKey } from "../session/session.ts";
import { shared } from "../style/shared.ts";
import { ControlElement, fact, factsStyle } from "./control-element.ts";
import { panelStyle } from "./panel-style.ts";
import { socketList } from "./socket-list.ts";
import { sameActor } from "./words.ts";

/** The details of an object, with its buttons. */
export class ObjectDetails extends ControlElement {
  static override properties = {
    ...ControlElement.properties,
    object: { attribute: false },
    sockets: { attribute: false },
  };

  declare object: ObjectInfo;
  declare sockets: readonly SocketInfo[];

  constructor() {
    super();
    this.sockets = [];
  }

  protected override get subject(): ActorKey {
    return this.object;
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    const before = changed.get("object") as ObjectInfo | undefined;
    if (before !== undefined && !sameActor(before, this.object)) this.clearMessages();
  }

  protected override render(): TemplateResult {
    const { id, nextAlarm, problem, facetsProblem, fileSize: size } = this.object;
    return html`<dl>
        ${fact("Id", html`<span class="mono">${id}</span>`)}
        ${fact("Next alarm", nextAlarm === null ? "none" : momentWords(nextAlarm))}
        ${fact("File", size === 0 ? "none yet" : fileSize(size))}
        ${this.sockets.length === 0 ? nothing : fact("Sockets", socketList(this.sockets))}
      </dl>
      ${problem === null ? nothing : html`<p class="problem">Broken: ${problem}</p>`}
      ${facetsProblem === null ? nothing : html`<p class="problem">${facetsProblem}</p>`}
      ${this.#renderButtons()} ${this.renderMessages()}`;
  }

  #renderButtons(): TemplateResult {
    const { object } = this;
    const { nextAlarm, state, fileSize: size } = object;
    const noAlarm = nextAlarm === null;
    const inMemory = state === "running" || state === "idle";
    return html`<div class="row">
      ${this.button("Fire now", noAlarm, async (control) => {
        const { outcome, error } = await control.runAlarm(object);
        const words = error === null ? "" : `${error.name}: ${error.message}`;
        if (outcome === "failed") throw new Error(`The handler failed. ${words}`);
        return outcomeWords[outcome];
      })}
      ${this.button("Delete alarm", noAlarm, async (control) =>
        (await control.deleteAlarm(object)) ? "The alarm was deleted." : "There was no alarm.",
      )}
      ${this.button("Fail the next alarm", false, async (control) => {
        await control.failNextAlarm(object);
        return "The next alarm delivery will fail.";
      })}
      ${this.button("Evict", !inMemory, async (control) => {
        await control.evict(object);
        return "The object was evicted. The next event starts it.";
      })}
      ${this.button("Abort", !inMemory, async (control) => {
        await control.abort(object, "aborted in the playground");
        return "The object was aborted.";
      })}
      ${this.storageButton(size === 0)}
    </div>`;
  }

  static override styles = [shared, panelStyle, factsStyle];
}

const outcomeWords = {
  succeeded: "The alarm was delivered.",
  canceled: "Canceled: the object's own file has a different alarm time.",
  "no-handler": "The class has no alarm() method (workerd outcome: scriptNotFound).",
} as const;

customElements.define("tabd-object-details", ObjectDetails);

declare global {
  interface HTMLElementTagNameMap {
    "tabd-object-details": ObjectDetails;
  }
}
