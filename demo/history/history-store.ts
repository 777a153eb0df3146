import { createStore, promisifyRequest, type UseStore } from "idb-keyval";
import { merged, type Recorded } from "./merge.ts";

/**
 * The database of all histories, separate from the disks. One record per event:
 *
 *     key    [disk, kind, realTime, tab, number]      value  Recorded
 *
 * `kind` is `"console"` or `"event"`, each with its own limit, so that many console lines do not drive
 * out the alarms. `tab` is random per page load, so that no two tabs write the same key. A change of
 * this format needs a new database name.
 */
const DATABASE = "tabd playground: history 1";
const STORE = "events";

export type Kind = "console" | "event";

export const kindOf = (recorded: Recorded): Kind =>
  recorded.event.type === "console" ? "console" : "event";

/** The records of one disk. Any method may reject; then the history is not stored. */
export class HistoryStore {
  readonly #disk: string;
  readonly #limit: number;
  readonly #tab = crypto.randomUUID();
  readonly #use: UseStore = createStore(DATABASE, STORE);
  #next = 0;
  #sinceTrim = Infinity;

  /** @param limit records kept per kind. */
  constructor(disk: string, limit: number) {
    this.#disk = disk;
    this.#limit = limit;
  }

  /** The events of all tabs, oldest first, without duplicates. */
  async read(): Promise<Recorded[]> {
    const range = rangeOf([this.#disk]);
    const [keys, values] = await this.#use("readonly", (store) =>
      Promise.all([
        promisifyRequest(store.getAllKeys(range)),
        promisifyRequest<unknown[]>(store.getAll(range)),
      ]),
    );
    const perTab = new Map<string, { readonly number: number; readonly recorded: Recorded }[]>();
    keys.forEach((key, index) => {
      const recorded = values[index];
      if (!Array.isArray(key) || !isRecorded(recorded)) return;
      const tab = String(key[3]);
      const list = perTab.get(tab) ?? [];
      if (list.length === 0) perTab.set(tab, list);
      list.push({ number: Number(key[4]), recorded });
    });
    const inOrder = [...perTab.values()].map((list) =>
      list.toSorted((a, b) => a.number - b.number).map(({ recorded }) => recorded),
    );
    return merged(inOrder);
  }

  /** Adds all records or none. */
  async append(news: readonly Recorded[]): Promise<void> {
    const trim = this.#sinceTrim > this.#limit / 10;
    await this.#use("readwrite", async (store) => {
      for (const recorded of news) {
        const { realTime } = recorded;
        store.put(recorded, [this.#disk, kindOf(recorded), realTime, this.#tab, this.#next++]);
      }
      if (trim) await Promise.all([this.#trim(store, "console"), this.#trim(store, "event")]);
      await promisifyRequest(store.transaction);
    });
    this.#sinceTrim = trim ? 0 : this.#sinceTrim + news.length;
  }

  async clear(): Promise<void> {
    await this.#use("readwrite", async (store) => {
      store.delete(rangeOf([this.#disk]));
      await promisifyRequest(store.transaction);
    });
  }

  /** Deletes the oldest records of a kind, from any tab. */
  async #trim(store: IDBObjectStore, kind: Kind): Promise<void> {
    const range = rangeOf([this.#disk, kind]);
    const surplus = (await promisifyRequest(store.count(range))) - this.#limit;
    if (surplus <= 0) return;
    const last = (await promisifyRequest(store.getAllKeys(range, surplus))).at(-1);
    if (last !== undefined) store.delete(IDBKeyRange.bound([this.#disk, kind], last));
  }
}

/** All keys with this prefix: arrays sort after strings and numbers. */
function rangeOf(beginning: readonly string[]): IDBKeyRange {
  return IDBKeyRange.bound([...beginning], [...beginning, []]);
}

function isRecorded(value: unknown): value is Recorded {
  if (typeof value !== "object" || value === null) return false;
  const { time, realTime, event } = value as Partial<Recorded>;
  return (
    typeof time === "number" && typeof realTime === "number" && typeof event?.type === "string"
  );
}
