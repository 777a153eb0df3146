import type { AlarmRow } from "../../storage/tables/alarm-table.ts";
import { AlarmTable } from "../../storage/tables/alarm-table.ts";
import type { Database } from "../../storage/sqlite/database.ts";
import { DiskError } from "../../storage/disk/disk.ts";
import type { FileImage } from "../../storage/disk/file-image.ts";
import { PageFile } from "../../storage/sqlite/page-file.ts";
import { treeProblem } from "../../storage/sqlite/page-trees.ts";
import { schemaProblem } from "../../storage/tables/own-tables.ts";
import type { NamespaceStorage } from "../namespace-storage.ts";
import type { AlarmRows } from "./alarm.ts";

interface MetadataFileOptions {
  /** `<uniqueKey>/metadata.sqlite`. */
  readonly path: string;
  readonly storage: NamespaceStorage;
  /** The file was opened again after a failed commit: rows read before are void. */
  readonly recovered: () => void;
}

/** How long to wait before a failed disk is tried again, in real ms. */
const RECOVERY_DELAY_MS = 1_000;

const platformSetTimeout = globalThis.setTimeout.bind(globalThis);

/**
 * A namespace's `metadata.sqlite`, the table of its alarms. After a failed commit the bytes in memory
 * are void: the file is opened again from the disk, and no alarm can be scheduled before that.
 */
export class MetadataFile implements AlarmRows {
  readonly #options: MetadataFileOptions;
  #open: { readonly database: Database; readonly table: AlarmTable } | undefined;
  #failure: unknown;
  #lastCommit: Promise<void> = Promise.resolve();
  #closed = false;

  constructor(options: MetadataFileOptions) {
    this.#options = options;
  }

  async open(): Promise<void> {
    const { path, storage } = this.#options;
    const image = await this.#read();
    if (this.#closed) {
      storage.disk.release(path);
      return;
    }
    const database = this.#openDatabase(image);
    // Creates the table in a new file, and migrates an older one.
    this.#open = { database, table: new AlarmTable(database) };
    this.changed().catch(() => undefined);
  }

  /** SQLite could read a hostile file forever, and then the host would never start. */
  #openDatabase(image: FileImage): Database {
    const { path, storage } = this.#options;
    const file = new PageFile(path, image);
    const database = storage.sqlite.open(file);
    const problem = treeProblem(file, database) ?? schemaProblem(database, "metadata");
    if (problem === undefined) return database;
    database.close();
    storage.disk.release(path);
    this.#failure = new DiskError(
      "damaged",
      `disk "${storage.disk.name}": cannot use "${path}": ${problem}; its stored bytes are ` +
        "unchanged: save them with server.export(), then replace the file with server.import() or " +
        "delete everything with server.wipe()",
      { path },
    );
    throw this.#failure;
  }

  /** Commits the writes. Rejects if they cannot be made durable. */
  changed(): Promise<void> {
    if (this.#open === undefined) return Promise.reject(this.#unavailable());
    const { database } = this.#open;
    const durable = this.#options.storage.committer.committed(database.file);
    durable.catch((error: unknown) => this.#recover(database, error));
    this.#lastCommit = durable;
    return durable;
  }

  /** The disk was lost: the open file is void and is opened again as soon as possible. */
  lost(error: unknown): void {
    if (this.#open !== undefined) this.#recover(this.#open.database, error);
  }

  /** The file could not be opened: tries again until it can. */
  retry(error: unknown): void {
    if (this.#open !== undefined) return;
    this.#failure = error;
    void this.#reopen();
  }

  /** Throws if the table cannot be used now. */
  check(): void {
    this.#table();
  }

  close(): void {
    this.#closed = true;
    this.#release();
  }

  // AlarmRows

  upsert(actorId: string, name: string | undefined, time: number): void {
    this.#table().upsert(actorId, name, time);
  }

  delete(actorId: string): void {
    this.#table().delete(actorId);
  }

  get(actorId: string): AlarmRow | undefined {
    return this.#table().get(actorId);
  }

  earliest(after: number): number | null {
    return this.#table().earliest(after);
  }

  due(until: number): AlarmRow[] {
    return this.#table().due(until);
  }

  list(limit: number, offset: number): AlarmRow[] {
    return this.#table().list(limit, offset);
  }

  count(): number {
    return this.#table().count();
  }

  #table(): AlarmTable {
    if (this.#open === undefined) throw this.#unavailable();
    return this.#open.table;
  }

  async #read(): Promise<FileImage> {
    const { path, storage } = this.#options;
    try {
      return await storage.disk.open(path);
    } catch (error) {
      this.#failure = error;
      throw error;
    }
  }

  #recover(failed: Database, error: unknown): void {
    if (this.#open?.database !== failed) return;
    this.#failure = error;
    this.#release();
    void this.#reopen();
  }

  async #reopen(): Promise<void> {
    while (!this.#closed && this.#open === undefined) {
      try {
        await this.open();
        this.#options.recovered();
      } catch (error) {
        if (error instanceof DiskError && error.code === "damaged") return;
        await new Promise((resolve) => platformSetTimeout(resolve, RECOVERY_DELAY_MS));
      }
    }
  }

  #release(): void {
    if (this.#open === undefined) return;
    this.#open.database.close();
    this.#open = undefined;
    const { disk } = this.#options.storage;
    // The file is released after its last commit, so that its next user reads that commit.
    const released = this.#lastCommit.catch(() => undefined);
    void released.then(() => disk.release(this.#options.path));
  }

  #unavailable(): Error {
    const { path, storage } = this.#options;
    const detail = this.#failure instanceof Error ? this.#failure.message : "it is not open";
    return new Error(
      `alarms cannot be scheduled while ${path} on the disk "${storage.disk.name}" is not ` +
        `available: ${detail}`,
    );
  }
}
