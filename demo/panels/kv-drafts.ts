import type { ActorKey, PlaygroundSession } from "../session/session.ts";

/** Identifies a form: for a new key, or for an existing one. */
export interface KvForm {
  /** For a new key: the initial text of the key field. */
  readonly key: string;
  readonly isNew: boolean;
}

/** The unsaved content of a form. */
export interface KvDraft {
  readonly key: string;
  /** The value's text. */
  readonly text: string;
}

interface Kept {
  readonly open?: KvForm | undefined;
  readonly drafts: Readonly<Record<string, KvDraft>>;
}

/**
 * The unsaved edits of one object's keys. They survive switching panels and reloads.
 */
export class KvDrafts {
  readonly #session: PlaygroundSession | undefined;
  readonly #setting: string;

  constructor(session: PlaygroundSession | undefined, actor: ActorKey) {
    const { className, id, facet = [] } = actor;
    this.#session = session;
    this.#setting = `keys ${session?.disk ?? ""} ${JSON.stringify([className, id, ...facet])}`;
  }

  get open(): KvForm | undefined {
    return this.#kept.open;
  }

  /** Opens a form, or closes the open one. Its content is kept. */
  show(open: KvForm | undefined): void {
    this.#keep({ ...this.#kept, open });
  }

  /** The draft of a form; undefined if there is none. */
  of(form: KvForm): KvDraft | undefined {
    return this.#kept.drafts[nameOf(form)];
  }

  write(form: KvForm, draft: KvDraft): void {
    const { open, drafts } = this.#kept;
    this.#keep({ open, drafts: { ...drafts, [nameOf(form)]: draft } });
  }

  /** Closes a form and deletes its draft. */
  drop(form: KvForm): void {
    const { open, drafts } = this.#kept;
    const { [nameOf(form)]: _, ...others } = drafts;
    const closes = open !== undefined && nameOf(open) === nameOf(form);
    this.#keep({ open: closes ? undefined : open, drafts: others });
  }

  get #kept(): Kept {
    return this.#session?.settings.get<Kept>(this.#setting, { drafts: {} }) ?? { drafts: {} };
  }

  #keep(kept: Kept): void {
    const isEmpty = kept.open === undefined && Object.keys(kept.drafts).length === 0;
    this.#session?.settings.set(this.#setting, isEmpty ? undefined : kept);
  }
}

const nameOf = ({ key, isNew }: KvForm): string => (isNew ? "new" : `key ${key}`);
