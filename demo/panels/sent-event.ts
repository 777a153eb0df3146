import type { RequestDraft } from "./request-draft.ts";

/** A form was sent. */
export class SentEvent extends Event {
  static readonly type = "sent";
  readonly draft: RequestDraft;

  constructor(draft: RequestDraft) {
    super(SentEvent.type);
    this.draft = draft;
  }
}
