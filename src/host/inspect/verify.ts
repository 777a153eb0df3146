import type { NamespaceStorage } from "../../actor/namespace-storage.ts";
import { FacetIndex } from "../../actor/facets/facet-index.ts";
import { parseFilePath } from "../../actor/file-path.ts";
import type { AlarmMismatch, VerifiedFile, VerifyReport } from "../../protocol/verify-report.ts";
import type { Database, SqlValue } from "../../storage/sqlite/database.ts";
import { DiskError } from "../../storage/disk/disk.ts";
import type { FileImage } from "../../storage/disk/file-image.ts";
import { checkIntegrity } from "../../storage/sqlite/integrity.ts";
import { PageFile } from "../../storage/sqlite/page-file.ts";
import { treeProblem } from "../../storage/sqlite/page-trees.ts";
import { schemaProblem, valueProblem } from "../../storage/tables/own-tables.ts";

const METADATA = "metadata.sqlite";
const SUFFIX = ".sqlite";

/** Nanoseconds since the epoch as digits, because a number is not exact; null for no alarm. */
type Time = string | null;

interface Scheduled {
  readonly time: Time;
  readonly name: string | null;
}

/** The files of one namespace. */
interface Directory {
  readonly uniqueKey: string;
  /** Whether its `metadata.sqlite` can be read. A new namespace has none, and no alarms. */
  sound: boolean;
  /** Ids of the objects whose file cannot be read. */
  readonly unreadable: Set<string>;
  /** Ids of the objects with a readable file. */
  readonly ids: Set<string>;
}

/**
 * Checks every file with SQLite, and compares the two places of each alarm: key 1 of `_cf_METADATA`
 * in the object's file, and its row in its namespace's `_cf_ALARM`. The server keeps running;
 * nothing changes.
 *
 * @param yieldTurn lets other tasks run between two files.
 * @throws {DiskError} when a disk cannot be read at all. Damage is reported, not thrown.
 */
export async function verify(
  storages: Iterable<NamespaceStorage>,
  yieldTurn: () => Promise<void>,
): Promise<VerifyReport> {
  const files: VerifiedFile[] = [];
  const alarms: AlarmMismatch[] = [];
  for (const storage of storages) {
    const found = await new Verification(storage, yieldTurn).run();
    files.push(...found.files);
    alarms.push(...found.alarms);
  }
  files.sort((a, b) => (a.path < b.path ? -1 : 1));
  const ok = alarms.length === 0 && files.every(({ problems }) => problems.length === 0);
  return { files, alarms, ok };
}

class Verification {
  readonly #storage: NamespaceStorage;
  readonly #yieldTurn: () => Promise<void>;
  readonly #directories = new Map<string, Directory>();

  constructor(storage: NamespaceStorage, yieldTurn: () => Promise<void>) {
    this.#storage = storage;
    this.#yieldTurn = yieldTurn;
  }

  async run(): Promise<{ files: VerifiedFile[]; alarms: AlarmMismatch[] }> {
    const files: VerifiedFile[] = [];
    for (const { path, size } of await this.#storage.disk.list()) {
      const problems = await this.#problems(path);
      files.push({ path, size, problems });
      this.#addToDirectory(path, problems.length === 0);
      await this.#yieldTurn();
    }
    const alarms: AlarmMismatch[] = [];
    for (const directory of this.#directories.values()) {
      if (directory.sound) alarms.push(...(await this.#compare(directory)));
    }
    return { files, alarms };
  }

  async #problems(path: string): Promise<string[]> {
    try {
      return await this.#read(path, (image) =>
        parseFilePath(path)?.kind === "facets"
          ? indexProblems(image)
          : this.#databaseProblems(path, image),
      );
    } catch (error) {
      if (error instanceof DiskError && error.code === "damaged") return [error.message];
      throw error;
    }
  }

  #databaseProblems(path: string, image: FileImage): string[] {
    const { sqlite } = this.#storage;
    const kind = parseFilePath(path)?.kind === "metadata" ? "metadata" : "object";
    const file = new PageFile(path, image);
    const database = sqlite.open(file);
    try {
      // First, because SQLite might read it forever.
      const endless = treeProblem(file, database);
      if (endless !== undefined) return [endless];
      const problems = checkIntegrity(sqlite, image, path);
      if (problems.length > 0 || image.size === 0) return problems;
      const problem = schemaProblem(database, kind) ?? valueProblem(database);
      return problem === undefined ? [] : [problem];
    } finally {
      database.close();
    }
  }

  #addToDirectory(path: string, sound: boolean): void {
    const { kind, uniqueKey, id } = parseFilePath(path) ?? {};
    if (uniqueKey === undefined || id === undefined) return;
    let directory = this.#directories.get(uniqueKey);
    if (directory === undefined) {
      directory = { uniqueKey, sound: true, unreadable: new Set(), ids: new Set() };
      this.#directories.set(uniqueKey, directory);
    }
    if (kind === "metadata") directory.sound = sound;
    // Facets have no alarms.
    if (kind !== "object") return;
    if (sound) directory.ids.add(id);
    else directory.unreadable.add(id);
  }

  async #compare({ uniqueKey, ids, unreadable }: Directory): Promise<AlarmMismatch[]> {
    const rows = await this.#read(`${uniqueKey}/${METADATA}`, (image) => this.#rows(image));
    const mismatches: AlarmMismatch[] = [];
    for (const actorId of new Set([...ids, ...rows.keys()])) {
      if (unreadable.has(actorId)) continue;
      const own = await this.#ownAlarm(uniqueKey, actorId);
      await this.#yieldTurn();
      if (own === (rows.get(actorId)?.time ?? null)) continue;
      // The alarm may have been set or have fired since the rows were read.
      const now = await this.#bothAlarms(uniqueKey, actorId);
      if (now.own === now.scheduled.time) continue;
      mismatches.push({
        namespace: uniqueKey,
        actorId,
        actorName: now.scheduled.name,
        own: milliseconds(now.own),
        scheduled: milliseconds(now.scheduled.time),
      });
    }
    return mismatches;
  }

  #ownAlarm(uniqueKey: string, actorId: string): Promise<Time> {
    return this.#read(`${uniqueKey}/${actorId}${SUFFIX}`, (image) => this.#ownTime(image));
  }

  /** Both places at the same moment, when no commit is pending. */
  async #bothAlarms(
    uniqueKey: string,
    actorId: string,
  ): Promise<{ own: Time; scheduled: Scheduled }> {
    await this.#storage.committer.idle();
    return this.#read(`${uniqueKey}/${actorId}${SUFFIX}`, (own) =>
      this.#read(`${uniqueKey}/${METADATA}`, (metadata) => ({
        own: this.#ownTime(own),
        scheduled: this.#rows(metadata).get(actorId) ?? { time: null, name: null },
      })),
    );
  }

  #ownTime(image: FileImage): Time {
    return this.#query(image, "_cf_METADATA", (database) => {
      const row = database.get("SELECT CAST(value AS TEXT) FROM _cf_METADATA WHERE key = 1");
      return text(row?.[0]);
    });
  }

  #rows(image: FileImage): Map<string, Scheduled> {
    const rows = this.#query(image, "_cf_ALARM", (database) =>
      // Older versions of workerd store no names.
      database.all("SELECT * FROM pragma_table_info('_cf_ALARM') WHERE name = 'actor_name'")
        .length > 0
        ? database.all("SELECT actor_id, CAST(scheduled_time AS TEXT), actor_name FROM _cf_ALARM")
        : database.all("SELECT actor_id, CAST(scheduled_time AS TEXT), NULL FROM _cf_ALARM"),
    );
    return new Map(
      rows?.map(([id, time, name]) => [String(id), { time: text(time), name: text(name) }]),
    );
  }

  /** Null when the file has no such table. */
  #query<T>(image: FileImage, table: string, query: (database: Database) => T): T | null {
    if (image.size === 0) return null;
    const database = this.#storage.sqlite.open(new PageFile(table, image));
    try {
      const found = database.get("SELECT 1 FROM sqlite_master WHERE name = ?", table);
      return found === undefined ? null : query(database);
    } finally {
      database.close();
    }
  }

  /** Reads an open file's image in memory: it is on the disk or about to be committed. */
  async #read<T>(path: string, use: (image: FileImage) => T | Promise<T>): Promise<T> {
    const { disk } = this.#storage;
    const image = await disk.open(path);
    try {
      return await use(image);
    } finally {
      disk.release(path);
    }
  }
}

function text(value: SqlValue | undefined): string | null {
  return typeof value === "string" ? value : null;
}

function milliseconds(time: Time): number | null {
  if (time === null) return null;
  // A number cannot hold all digits of nanoseconds.
  const nanoseconds = BigInt(time);
  return Number(nanoseconds / 1_000_000n) + Number(nanoseconds % 1_000_000n) / 1_000_000;
}

function indexProblems(image: FileImage): string[] {
  try {
    void new FacetIndex(image.toBytes());
    return [];
  } catch (error) {
    return [(error as Error).message];
  }
}
