/**
 * Limits how many actors start at a time. Each start reads a file from the disk, and 100,000
 * overdue alarms would otherwise request all files at once.
 */
export class StartLimit {
  readonly #max: number;
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  constructor(max: number) {
    this.#max = max;
  }

  /** Starts that run or wait. */
  get busy(): number {
    return this.#running + this.#waiting.length;
  }

  async run<T>(start: () => Promise<T>): Promise<T> {
    if (this.#running >= this.#max) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    } else {
      this.#running++;
    }
    try {
      return await start();
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#running--;
      else next();
    }
  }
}
