import type {
  BrokerAnswer,
  BrokerCalls,
  BrokerError,
  BrokerEvent,
  BrokerMethod,
} from "../../protocol/broker-messages.ts";
import type { HostAssets } from "../../protocol/host-assets.ts";
import { DiskError } from "../../storage/disk/disk.ts";
import type { FileStore } from "../../storage/disk/file-store.ts";
import { openIndexedDbStore } from "../../storage/indexed-db/indexed-db-disk.ts";
import { openChannel } from "../origin/channel.ts";
import type { Channel, HeldLock } from "../origin/origin.ts";
import { requestLock } from "../origin/web-lock.ts";
import { checkChanges, checkPath, isNameOfDisk, refused } from "./request-checks.ts";

export interface BrokerOptions {
  /** The only disk that the host may use; undefined: no disk. */
  readonly disk: string | undefined;
  readonly assets: HostAssets;
  send(message: BrokerAnswer | BrokerEvent): void;
}

/** Methods that check the arguments of an untrusted host. */
type Methods = {
  readonly [M in BrokerMethod]: (
    ...args: unknown[]
  ) => Promise<ReturnType<BrokerCalls[M]>> | ReturnType<BrokerCalls[M]>;
};

/**
 * Gives an isolated host its one disk: the database, the locks and the channels of that disk, and
 * the scripts of the host itself. Trusts no message.
 */
export class Broker {
  readonly #options: BrokerOptions;
  readonly #stores = new Map<number, FileStore>();
  /** What ends a lock, by the host's numbers: a wait, or the lock itself. */
  readonly #waits = new Map<number, AbortController>();
  readonly #locks = new Map<number, HeldLock>();
  readonly #channels = new Map<number, Channel>();
  #number = 0;

  constructor(options: BrokerOptions) {
    this.#options = options;
  }

  /** Handles a message of the host; its content is not trusted. */
  receive(message: unknown): void {
    if (typeof message !== "object" || message === null) return;
    const { id, method, args, type, ...notice } = message as Readonly<Record<string, unknown>>;
    if (typeof id === "number") void this.#answer(id, method, args);
    else this.#note(type, notice);
  }

  async #answer(id: number, method: unknown, args: unknown): Promise<void> {
    const { send } = this.#options;
    try {
      const value = await this.#call(method, args);
      send({ id, value });
    } catch (error) {
      send({ id, error: brokerError(error) });
    }
  }

  async #call(method: unknown, args: unknown): Promise<unknown> {
    if (typeof method !== "string" || !Object.hasOwn(this.#methods, method)) {
      throw refused("a method that does not exist");
    }
    if (!Array.isArray(args)) throw refused("a call without arguments");
    return this.#methods[method as BrokerMethod](...(args as unknown[]));
  }

  readonly #methods: Methods = {
    open: async (durability, after) => {
      const { disk, send } = this.#options;
      if (disk === undefined) throw refused("a disk, but it has no disk");
      if (durability !== "relaxed" && durability !== "strict") throw refused("another durability");
      if (after !== undefined && typeof after !== "string")
        throw refused("a token that is not a string");
      const store = this.#number++;
      const opened = await openIndexedDbStore(disk, {
        durability,
        after,
        onLost: (error) => send({ type: "lost", store, error: brokerError(error) }),
      });
      this.#stores.set(store, opened);
      return { store, token: opened.token };
    },
    read: async (store, path) => {
      const { size, chunks } = await this.#store(store).read(checkPath(path));
      return { size, chunks };
    },
    commit: (store, changes) => this.#store(store).commit(checkChanges(changes)),
    list: (store, prefix) => this.#store(store).list(checkPath(prefix)),
    exportRaw: (store, path) => this.#store(store).exportRaw(checkPath(path)),
    confirm: (store) => this.#store(store).confirm(),
    close: async (store) => {
      const closing = this.#store(store);
      this.#stores.delete(store as number);
      await closing.close();
    },
    lock: async (number, name, options) => {
      if (!this.#mayUse(name)) throw refused("a lock that is not its disk's");
      if (typeof number !== "number" || this.#waits.has(number) || this.#locks.has(number)) {
        throw refused("a lock without a unique number");
      }
      const { ifAvailable, steal } = Object(options) as Readonly<Record<string, unknown>>;
      const wait = new AbortController();
      this.#waits.set(number, wait);
      try {
        const lock = await requestLock(name as string, {
          // The browser allows no signal beside these two.
          ...(ifAvailable === true
            ? { ifAvailable: true }
            : steal === true
              ? { steal: true }
              : { signal: wait.signal }),
          stolen: () => {
            this.#locks.delete(number);
            this.#options.send({ type: "stolen", lock: number });
          },
        });
        if (lock === null) return false;
        this.#locks.set(number, lock);
        return true;
      } finally {
        this.#waits.delete(number);
      }
    },
    script: async (url) => scriptText(this.#checkFile(url)),
    wasm: async (url) => (await fetchFile(this.#checkFile(url))).arrayBuffer(),
  };

  #note(type: unknown, notice: Readonly<Record<string, unknown>>): void {
    const channel = notice["channel"] as number;
    const lock = notice["lock"] as number;
    switch (type) {
      case "stop-waiting":
        this.#waits.get(lock)?.abort();
        return;
      case "release":
        this.#locks.get(lock)?.release();
        this.#locks.delete(lock);
        return;
      case "open-channel":
        if (typeof channel !== "number" || this.#channels.has(channel)) return;
        if (!this.#mayUse(notice["name"])) return;
        this.#channels.set(
          channel,
          openChannel(notice["name"] as string, (message) =>
            this.#options.send({ type: "message", channel, message }),
          ),
        );
        return;
      case "post":
        this.#channels.get(channel)?.post(notice["message"]);
        return;
      case "close-channel":
        this.#channels.get(channel)?.close();
        this.#channels.delete(channel);
    }
  }

  #store(number: unknown): FileStore {
    const store = this.#stores.get(number as number);
    if (store === undefined) throw refused("a disk that is not open");
    return store;
  }

  /** Whether a lock or channel is the disk's. */
  #mayUse(name: unknown): boolean {
    const { disk } = this.#options;
    return disk !== undefined && isNameOfDisk(name, disk);
  }

  #checkFile(url: unknown): string {
    const { wasm, parts } = this.#options.assets;
    if (url === wasm || Object.values<unknown>(parts).includes(url)) return url as string;
    throw refused("a file that is not a host's");
  }
}

/** @throws {Error} when the script is not there. */
export async function scriptText(url: string): Promise<string> {
  // Vite's development server serves separate modules, and lets any origin import them.
  if (import.meta.env.DEV) return `export * from ${JSON.stringify(url)};`;
  // Stack traces then name the file.
  return `${await (await fetchFile(url)).text()}\n//# sourceURL=${url}\n`;
}

async function fetchFile(url: string): Promise<Response> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url} was not found (${response.status})`);
  return response;
}

function brokerError(error: unknown): BrokerError {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  if (!(error instanceof DiskError)) return { name, message };
  return { name, message, code: error.code, path: error.path };
}
