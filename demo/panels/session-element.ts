import { LitElement, type PropertyValues } from "lit";
import type { PlaygroundSession } from "../session/session.ts";

/** An element that redraws when its session changes. */
export class SessionElement extends LitElement {
  static override properties: Record<string, object> = { session: { attribute: false } };

  declare session: PlaygroundSession | undefined;
  #heard: PlaygroundSession | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#listen(this.session);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#listen(undefined);
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has("session") && this.isConnected) this.#listen(this.session);
  }

  /** Whether a host is running and responding. */
  protected get canAsk(): boolean {
    return this.session?.server !== undefined && this.session.state !== "unresponsive";
  }

  /** The session or its selection has changed. */
  protected sessionChanged(): void {
    this.requestUpdate();
  }

  #listen(session: PlaygroundSession | undefined): void {
    if (session === this.#heard) return;
    for (const type of ["change", "select"]) {
      this.#heard?.removeEventListener(type, this.#onChange);
      session?.addEventListener(type, this.#onChange);
    }
    this.#heard = session;
    this.requestUpdate();
  }

  readonly #onChange = (): void => this.sessionChanged();
}
