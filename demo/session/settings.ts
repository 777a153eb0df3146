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

  /**
   * `undefined` deletes the key.
   *
   * @returns whether the browser has stored it; if not, the value lasts until the page closes.
   */
  set(key: string, value: unknown): boolean {
    try {
      if (value === undefined) {
        this.#values.delete(key);
        localStorage.removeItem(prefix + key);
        return true;
      }
      this.#values.set(key, value);
      localStorage.setItem(prefix + key, JSON.stringify(value));
      return true;
    } catch {
      // Storage is full or blocked.
      return false;
    }
  }
}
