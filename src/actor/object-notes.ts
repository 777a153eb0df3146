/** Entries per map; the oldest are dropped. */
const MAX_ENTRIES = 20_000;

/** What inspection remembers of a namespace's objects after they end. In memory only. */
export class ObjectNotes {
  readonly #names = new Map<string, string>();
  readonly #problems = new Map<string, string>();
  readonly #failures = new Map<string, string>();

  /** The name that an object ran with. */
  name(id: string): string | undefined {
    return this.#names.get(id);
  }

  /** The known names, by id. */
  get names(): ReadonlyMap<string, string> {
    return this.#names;
  }

  /** The message of the error that ended each object not started since, by id. */
  get problems(): ReadonlyMap<string, string> {
    return this.#problems;
  }

  started(id: string, name: string | undefined): void {
    this.#problems.delete(id);
    if (name !== undefined) remember(this.#names, id, name);
  }

  /** An error has ended an object. */
  broke(id: string, problem: string): void {
    remember(this.#problems, id, problem);
  }

  /** Makes the next delivery of the object's alarm fail with an error of this message. */
  orderFailure(id: string, message: string): void {
    this.#failures.set(id, message);
  }

  /** The ordered failure; it is returned once. */
  takeFailure(id: string): Error | undefined {
    const message = this.#failures.get(id);
    if (message === undefined) return undefined;
    this.#failures.delete(id);
    return new Error(message);
  }

  /** The objects' files have been replaced. */
  clear(): void {
    for (const notes of [this.#names, this.#problems, this.#failures]) notes.clear();
  }
}

function remember(notes: Map<string, string>, id: string, value: string): void {
  notes.delete(id);
  notes.set(id, value);
  if (notes.size <= MAX_ENTRIES) return;
  for (const oldest of notes.keys()) {
    notes.delete(oldest);
    break;
  }
}
