const prefix = "tabd playground: ";

/** Small JSON values in localStorage, or in memory if the browser has no storage. */
export class Settings {
  readonly #values = new Map<string, unknown>();

  get<Value>(key: string, fallback: Value): Value {
    if (this.#values.has(key)) return this.#values.get(key) as Value;
    try {
      const text = localStorage.getItem(prefix + key);
      if (text !== null) return JSON.parse(text) as Value;
    } catch {
      // No storage, or not JSON.
    }
    return fallback;
  }

  /** `undefined` deletes the key. */
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
      // Storage is full or blocked: the value lasts until the page closes.
    }
  }
}
