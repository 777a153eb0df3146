import initSqlJs from "sql.js/dist/sql-wasm-browser.js";

import type { NamespaceStorage } from "../actor/namespace-storage.ts";
import type { CheckedConfig } from "../config/checked-config.ts";
import { reportedError } from "../protocol/events.ts";
import { Committer } from "../storage/disk/committer.ts";
import { type Disk, DiskError, type FileInfo } from "../storage/disk/disk.ts";
import { MemoryDisk } from "../storage/disk/memory-disk.ts";
import { ReopeningDisk } from "../storage/disk/reopening-disk.ts";
import { Sqlite } from "../storage/sqlite/sqlite.ts";
import { wasmSource } from "./assets.ts";
import { withLocation } from "./globals/browser-names.ts";
import type { HostRealm } from "./host-realm.ts";

type StorageKind = "localDisk" | "inMemory";

export interface DiskListener {
  /** A commit failed because another host has taken the disk. */
  readonly fenced: () => void;
  /** The browser closed the database. It is reopened, but data in memory is invalid. */
  readonly lost: (error: DiskError) => void;
}

/** A host's files, on disk and in memory, and the SQLite that opens them. */
export class HostStorage {
  readonly #disks: ReadonlyMap<StorageKind, NamespaceStorage>;

  private constructor(disks: ReadonlyMap<StorageKind, NamespaceStorage>) {
    this.#disks = disks;
  }

  /**
   * Opens only the kinds of storage that the namespaces use.
   *
   * @throws {DiskError} when the disk cannot be opened.
   */
  static async open(
    config: CheckedConfig,
    realm: HostRealm,
    listener: DiskListener,
  ): Promise<HostStorage> {
    const kinds = new Set(
      config.namespaces.flatMap((one) => (one.kind === "durable" ? [one.storage] : [])),
    );
    if (kinds.size === 0) return new HostStorage(new Map());
    // SQLite loads while the disk opens.
    const sqlite = wasmSource().then((wasm) =>
      Sqlite.load({ initSqlJs: (options) => withLocation(() => initSqlJs(options)), wasm }),
    );
    const opened = await Promise.allSettled(
      [...kinds].map(async (kind): Promise<[StorageKind, NamespaceStorage]> => {
        let committer: Committer | undefined = undefined;
        const disk = await openDisk(kind, config, realm, {
          fenced: listener.fenced,
          lost(error) {
            committer?.drop(error);
            listener.lost(error);
          },
        });
        committer = makeCommitter(disk, realm, listener);
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

  get(kind: StorageKind): NamespaceStorage {
    const disk = this.#disks.get(kind);
    if (disk === undefined) throw new Error(`the host has opened no storage "${kind}"`);
    return disk;
  }

  /** Disk first, then memory. */
  get all(): NamespaceStorage[] {
    const kinds: StorageKind[] = ["localDisk", "inMemory"];
    return kinds.flatMap((kind) => this.#disks.get(kind) ?? []);
  }

  /** Resolves when no commit is pending. */
  async idle(): Promise<void> {
    await Promise.all([...this.#disks.values()].map(({ committer }) => committer.idle()));
  }

  /** Verifies that this host still owns the disk. @throws {DiskError} `fenced`, `unavailable` */
  async confirm(): Promise<void> {
    for (const { disk } of this.#disks.values()) await disk.confirm();
  }

  /** Every file, sorted by path. */
  async files(): Promise<FileInfo[]> {
    const lists = await Promise.all([...this.#disks.values()].map(({ disk }) => disk.list()));
    return lists.flat().toSorted((a, b) => (a.path < b.path ? -1 : 1));
  }

  /** A file's bytes, including changes that are not yet committed to the disk. */
  async read(path: string): Promise<Uint8Array> {
    for (const { disk } of this.#disks.values()) {
      const image = await disk.open(path);
      try {
        if (image.size > 0) return image.toBytes();
      } finally {
        disk.release(path);
      }
    }
    throw new Error(`There is no file "${path}": inspect.files() lists the files.`);
  }

  /** Finishes pending commits and closes the disks. */
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
  listener: DiskListener,
): Promise<Disk> {
  if (kind === "inMemory") return new MemoryDisk(`memory of "${name}"`);
  if (storage.kind !== "localDisk") throw new Error("the configuration names no disk");
  const { name: disk, durability } = storage;
  const reported = (): { time: number; disk: string } => ({ time: realm.clock.now(), disk });
  return ReopeningDisk.open(disk, {
    open: async (onLost, after) => {
      try {
        return await realm.origin.openDisk(disk, { durability, onLost, after });
      } catch (error) {
        if (error instanceof DiskError && error.code === "fenced") listener.fenced();
        throw error;
      }
    },
    lost(error) {
      realm.report({ type: "disk-lost", ...reported(), error: reportedError(error) });
      listener.lost(error);
    },
    reopened: () => realm.report({ type: "disk-reopened", ...reported() }),
  });
}

function makeCommitter(disk: Disk, realm: HostRealm, { fenced }: DiskListener): Committer {
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
