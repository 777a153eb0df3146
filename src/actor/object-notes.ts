/** How many names, and how many problems, are remembered: the oldest go. */
const MEMORY = 20_000;

/**
 * What the host remembers of a namespace's objects beyond their lives, for whoever looks on: nothing
 * of it is on the disk.
 */
export class ObjectNotes {
  readonly #names = new Map<string, string>();
  readonly #problems = new Map<string, string>();
  readonly #failures = new Map<string, string>();

  /** The name that an object ran with. */
  name(id: string): string | undefined {
    return this.#names.get(id);
  }

  /** The names that are known, by id. */
  get names(): ReadonlyMap<string, string> {
    return this.#names;
  }

  /** What ended each object that has not been started since, by id. */
  get problems(): ReadonlyMap<string, string> {
    return this.#problems;
  }

  /** An object is being started. */
  started(id: string, name: string | undefined): void {
    this.#problems.delete(id);
    if (name !== undefined) remember(this.#names, id, name);
  }

  /** An error has ended an object. */
  broke(id: string, problem: string): void {
    remember(this.#problems, id, problem);
  }

  /** The next delivery of the object's alarm is to fail with an error of this message. */
  orderFailure(id: string, message: string): void {
    this.#failures.set(id, message);
  }

  /** The failure that was ordered, once. */
  takeFailure(id: string): Error | undefined {
    const message = this.#failures.get(id);
    if (message === undefined) return undefined;
    this.#failures.delete(id);
    return new Error(message);
  }

  /** The objects are others now: their files have been replaced. */
  clear(): void {
    for (const notes of [this.#names, this.#problems, this.#failures]) notes.clear();
  }
}

function remember(notes: Map<string, string>, id: string, what: string): void {
  notes.delete(id);
  notes.set(id, what);
  if (notes.size <= MEMORY) return;
  for (const oldest of notes.keys()) {
    notes.delete(oldest);
    break;
  }
}
