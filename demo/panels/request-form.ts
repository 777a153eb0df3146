import type { PropertyValues } from "lit";
import { keepDraft, rememberedDraft } from "./draft-memory.ts";
import type { DraftOf, RequestDraft } from "./request-draft.ts";
import { SessionElement } from "./session-element.ts";

/** A request form whose content is stored. */
export abstract class RequestForm<Kind extends RequestDraft["kind"]> extends SessionElement {
  static override properties: Record<string, object> = {
    ...SessionElement.properties,
    _draft: { state: true },
  };

  declare protected _draft: DraftOf<Kind>;
  readonly #empty: DraftOf<Kind>;
  #disk: string | undefined;

  constructor(empty: DraftOf<Kind>) {
    super();
    this.#empty = empty;
    this._draft = empty;
  }

  /** Fills the form. */
  take(draft: DraftOf<Kind>): void {
    this._draft = draft;
    keepDraft(this.session, draft);
  }

  /** Sends the form. */
  abstract send(): Promise<void>;

  /** Called when another project was opened. */
  protected diskChanged(): void {}

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    if (this.session === undefined || this.session.disk === this.#disk) return;
    this.#disk = this.session.disk;
    this._draft = rememberedDraft(this.session, this.#empty);
    this.diskChanged();
  }

  protected readonly submit = (event: SubmitEvent): void => {
    event.preventDefault();
    void this.send();
  };
}
