/**
 * Lets so many actors start at a time: each start reads a file from the disk, and a hundred
 * thousand overdue alarms would otherwise ask for all of them at once.
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
