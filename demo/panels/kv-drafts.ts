import type { ActorKey, PlaygroundSession } from "../session/session.ts";

/** Which form is meant: the one for a new key, or that for a key that is there. */
export interface KvForm {
  /** Within the form for a new key, with what it begins. */
  readonly key: string;
  readonly isNew: boolean;
}

/** What stands in a form, and is not saved. */
export interface KvDraft {
  readonly key: string;
  /** The value, as far as it is written. */
  readonly text: string;
}

/** As it is in the settings. */
interface Kept {
  readonly open?: KvForm | undefined;
  readonly drafts: Readonly<Record<string, KvDraft>>;
}

/**
 * What was written into the forms for one object's keys, and not saved: it is there again when one
 * comes back to the panel, and after a reload.
 */
export class KvDrafts {
  readonly #session: PlaygroundSession | undefined;
  readonly #setting: string;

  constructor(session: PlaygroundSession | undefined, actor: ActorKey) {
    const { className, id, facet = [] } = actor;
    this.#session = session;
    this.#setting = `keys ${session?.disk ?? ""} ${JSON.stringify([className, id, ...facet])}`;
  }

  /** The form that is open. */
  get open(): KvForm | undefined {
    return this.#kept.open;
  }

  /** Opens a form, or closes the one that is open. What stands in it is kept. */
  show(open: KvForm | undefined): void {
    this.#keep({ ...this.#kept, open });
  }

  /** What stands in a form; undefined where nothing was written. */
  of(form: KvForm): KvDraft | undefined {
    return this.#kept.drafts[nameOf(form)];
  }

  write(form: KvForm, draft: KvDraft): void {
    const { open, drafts } = this.#kept;
    this.#keep({ open, drafts: { ...drafts, [nameOf(form)]: draft } });
  }

  /** Closes a form and forgets what stands in it. */
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
