import type { PropertyValues } from "lit";
import { hostTimeAt } from "../clock/host-time.ts";
import { SessionElement } from "../panels/session-element.ts";
import type { EventHistory } from "./event-history.ts";

/** A session element that also follows the session's history. */
export class HistoryElement extends SessionElement {
  #heard: EventHistory | undefined;
  readonly #onHistory = (): void => this.historyChanged();

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#listen(undefined);
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    if (this.isConnected) this.#listen(this.session?.history);
  }

  protected historyChanged(): void {
    this.requestUpdate();
  }

  /** The host's time now, in ms since the epoch. */
  protected get now(): number {
    return this.session === undefined
      ? Date.now()
      : hostTimeAt(this.session.history.hostTime, Date.now());
  }

  #listen(history: EventHistory | undefined): void {
    if (history === this.#heard) return;
    this.#heard?.removeEventListener("change", this.#onHistory);
    history?.addEventListener("change", this.#onHistory);
    this.#heard = history;
  }
}
