const prefix = "tabd playground: ";

/** Small JSON values that survive a reload. Where the browser keeps nothing, they last as long as the page. */
export class Settings {
  readonly #values = new Map<string, unknown>();

  /** The value that was set last under `key`, in this visit or an earlier one. */
  get<Value>(key: string, fallback: Value): Value {
    if (this.#values.has(key)) return this.#values.get(key) as Value;
    try {
      const text = localStorage.getItem(prefix + key);
      if (text !== null) return JSON.parse(text) as Value;
    } catch {
      // No storage, or somebody else's text.
    }
    return fallback;
  }

  /** `undefined` forgets the key. */
  set(key: string, value: unknown): void {
    try {
      if (value === undefined) {
        this.#values.delete(key);
        localStorage.removeItem(prefix + key);
        return;
      }
      this.#values.set(key, value);
      localStorage.setItem(prefix + key, JSON.stringify(value));
    } catch {
      // Full, or forbidden: it is remembered until the page goes.
    }
  }
}
