import initSqlJs from "sql.js/dist/sql-wasm-browser.js";

import type { NamespaceStorage } from "../actor/namespace-storage.ts";
import type { CheckedConfig } from "../config/checked-config.ts";
import { reportedError } from "../protocol/events.ts";
import { Committer } from "../storage/disk/committer.ts";
import { type Disk, DiskError, type FileInfo } from "../storage/disk/disk.ts";
import { openIndexedDbDisk } from "../storage/indexed-db/indexed-db-disk.ts";
import { MemoryDisk } from "../storage/disk/memory-disk.ts";
import { ReopeningDisk } from "../storage/disk/reopening-disk.ts";
import { Sqlite } from "../storage/sqlite/sqlite.ts";
import { assetPlaces } from "./assets.ts";
import { withLocation } from "./globals/browser-names.ts";
import type { HostRealm } from "./host-realm.ts";

type StorageKind = "localDisk" | "inMemory";

/** What may become of a disk while it is open. */
export interface DiskFate {
  /** It is another host's by now, as a commit has shown. */
  readonly fenced: () => void;
  /** The browser has taken it away. It is opened again, but what is in memory of it is void. */
  readonly lost: (error: DiskError) => void;
}

/** All files of a host: those on its disk, those in memory, and SQLite to read and write them. */
export class HostStorage {
  readonly #disks: ReadonlyMap<StorageKind, NamespaceStorage>;

  private constructor(disks: ReadonlyMap<StorageKind, NamespaceStorage>) {
    this.#disks = disks;
  }

  /**
   * Opens what the namespaces need, and nothing else.
   *
   * @throws {DiskError} when the disk cannot be opened.
   */
  static async open(config: CheckedConfig, realm: HostRealm, fate: DiskFate): Promise<HostStorage> {
    const kinds = new Set(
      config.namespaces.flatMap((one) => (one.kind === "durable" ? [one.storage] : [])),
    );
    if (kinds.size === 0) return new HostStorage(new Map());
    // Both take their time, and neither needs the other.
    const sqlite = Sqlite.load({
      initSqlJs: (options) => withLocation(() => initSqlJs(options)),
      wasm: assetPlaces().wasm,
    });
    const opened = await Promise.allSettled(
      [...kinds].map(async (kind): Promise<[StorageKind, NamespaceStorage]> => {
        let committer: Committer | undefined = undefined;
        const disk = await openDisk(kind, config, realm, {
          fenced: fate.fenced,
          lost(error) {
            committer?.drop(error);
            fate.lost(error);
          },
        });
        committer = makeCommitter(disk, realm, fate);
        return [kind, { disk, committer, sqlite: await sqlite }];
      }),
    );
    const disks = opened.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
    const storage = new HostStorage(new Map(disks));
    const failed = opened.find((one) => one.status === "rejected");
    if (failed === undefined) return storage;
    await storage.close();
    throw failed.reason;
  }

  /** What a namespace keeps its files in. */
  get(kind: StorageKind): NamespaceStorage {
    const disk = this.#disks.get(kind);
    if (disk === undefined) throw new Error(`the host has opened no storage "${kind}"`);
    return disk;
  }

  /** All that there are, the disk first. */
  get all(): NamespaceStorage[] {
    const kinds: StorageKind[] = ["localDisk", "inMemory"];
    return kinds.flatMap((kind) => this.#disks.get(kind) ?? []);
  }

  /** Resolves when nothing is on its way to a disk. */
  async idle(): Promise<void> {
    await Promise.all([...this.#disks.values()].map(({ committer }) => committer.idle()));
  }

  /** Makes sure that the disk is still this host's. @throws {DiskError} `fenced`, `unavailable` */
  async confirm(): Promise<void> {
    for (const { disk } of this.#disks.values()) await disk.confirm();
  }

  /** Every file, in the order of the paths. */
  async files(): Promise<FileInfo[]> {
    const lists = await Promise.all([...this.#disks.values()].map(({ disk }) => disk.list()));
    return lists.flat().toSorted((a, b) => (a.path < b.path ? -1 : 1));
  }

  /** The bytes of a file, as they are or will soon be on its disk. */
  async read(path: string): Promise<Uint8Array> {
    for (const { disk } of this.#disks.values()) {
      const image = await disk.open(path);
      try {
        if (image.size > 0) return image.toBytes();
      } finally {
        disk.release(path);
      }
    }
    throw new Error(`There is no file "${path}": inspect.files() lists those that there are.`);
  }

  /** Finishes what is on its way, and lets go of the disk. */
  async close(): Promise<void> {
    for (const { disk, committer } of this.#disks.values()) {
      committer.close();
      await committer.idle();
      await disk.close();
    }
  }
}

async function openDisk(
  kind: StorageKind,
  { storage, name }: CheckedConfig,
  realm: HostRealm,
  fate: DiskFate,
): Promise<Disk> {
  if (kind === "inMemory") return new MemoryDisk(`memory of "${name}"`);
  if (storage.kind !== "localDisk") throw new Error("the configuration names no disk");
  const { name: disk, durability } = storage;
  const reported = (): { time: number; disk: string } => ({ time: realm.clock.now(), disk });
  return ReopeningDisk.open(disk, {
    open: async (onLost, after) => {
      try {
        return await openIndexedDbDisk(disk, { durability, onLost, after });
      } catch (error) {
        if (error instanceof DiskError && error.code === "fenced") fate.fenced();
        throw error;
      }
    },
    lost(error) {
      realm.report({ type: "disk-lost", ...reported(), error: reportedError(error) });
      fate.lost(error);
    },
    reopened: () => realm.report({ type: "disk-reopened", ...reported() }),
  });
}

function makeCommitter(disk: Disk, realm: HostRealm, { fenced }: DiskFate): Committer {
  const { loop, clock } = realm;
  return new Committer(disk, {
    schedule: (task) => loop.post(task),
    onCommit: ({ bytes, files }) =>
      realm.report({ type: "commit", time: clock.now(), disk: disk.name, bytes, files }),
    onFailure: (error, paths) => {
      realm.report({
        type: "commit-failed",
        time: clock.now(),
        disk: disk.name,
        error: reportedError(error),
        paths,
      });
      if (error.code === "fenced") fenced();
    },
  });
}
