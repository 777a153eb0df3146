import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import initSqlJs from "sql.js";
import { FileImage } from "../../src/storage/disk/file-image.ts";
import { checkIntegrity } from "../../src/storage/sqlite/integrity.ts";
import { loadSqlite } from "../unit/storage/sqlite/load-sqlite.ts";
import { expect } from "./fixture.ts";
import type { Base64Files } from "./pages/base64-files.ts";

const SQL = await initSqlJs();
const sqlite = await loadSqlite();

/** Runs one read-only query on a file. */
export function query(base64: string | undefined, sql: string): unknown[][] {
  const bytes = bytesOf(base64);
  // This SQLite has no write-ahead log for the file and needs none: see `database-header.ts`.
  if (bytes[18] === 2) bytes.fill(1, 18, 20);
  const database = new SQL.Database(bytes);
  try {
    return database.exec(sql)[0]?.values ?? [];
  } finally {
    database.close();
  }
}

/** The rows of `_cf_KV`: keys, and values as hexadecimal bytes. */
export function storedBytes(base64: string | undefined): Record<string, unknown> {
  return Object.fromEntries(query(base64, "SELECT key, hex(value) FROM _cf_KV"));
}

/** The `CREATE TABLE` statements in a file, with normalized whitespace. */
export function tables(base64: string | undefined): Record<string, string> {
  const rows = query(base64, "SELECT name, sql FROM sqlite_master");
  return Object.fromEntries(
    rows.map(([name, sql]) => [
      name,
      String(sql)
        .replaceAll(/\s+/g, " ")
        .replaceAll(/ ?([(),]) ?/g, "$1"),
    ]),
  );
}

/** The write and read format versions in a file's header: 1 is a rollback journal, 2 is WAL. */
export function journalVersions(base64: string | undefined): number[] {
  return [...bytesOf(base64).subarray(18, 20)];
}

/** A pending alarm as recorded in the files. */
export interface FiledAlarm {
  readonly id: string;
  readonly name: unknown;
  /** Nanoseconds since the epoch, as a decimal string. */
  readonly nanoseconds: unknown;
}

/** The result of {@link checkFiles}. */
export interface CheckedFiles {
  /** SQLite's integrity errors, by file. */
  readonly damage: Record<string, string[]>;
  /** The alarms in `metadata.sqlite`, by `uniqueKey`, earliest first. */
  readonly alarms: Record<string, FiledAlarm[]>;
  /** The same alarms as recorded in the actors' files, without names. */
  readonly ownAlarms: Record<string, Omit<FiledAlarm, "name">[]>;
}

/** Runs SQLite's integrity check on every file and reads both records of each alarm. */
export function checkFiles(files: Base64Files): CheckedFiles {
  const found: CheckedFiles = { damage: {}, alarms: {}, ownAlarms: {} };
  for (const [path, base64] of Object.entries(files)) {
    const image = new FileImage();
    image.write(0, bytesOf(base64));
    const damage = checkIntegrity(sqlite, image, path);
    if (damage.length > 0) found.damage[path] = damage;
    const [uniqueKey = "", name = ""] = path.split("/");
    if (name === "metadata.sqlite") found.alarms[uniqueKey] = scheduled(base64);
    else (found.ownAlarms[uniqueKey] ??= []).push(...ownAlarm(name, base64));
  }
  for (const alarms of Object.values(found.ownAlarms)) {
    alarms.sort((a, b) => Number(a.nanoseconds) - Number(b.nanoseconds) || (a.id < b.id ? -1 : 1));
  }
  return found;
}

function scheduled(base64: string): FiledAlarm[] {
  const rows = query(
    base64,
    "SELECT actor_id, actor_name, CAST(scheduled_time AS TEXT) FROM _cf_ALARM " +
      "ORDER BY scheduled_time, actor_id",
  );
  return rows.map(([id, name, nanoseconds]) => ({ id: String(id), name, nanoseconds }));
}

function ownAlarm(name: string, base64: string): Omit<FiledAlarm, "name">[] {
  if (tables(base64)["_cf_METADATA"] === undefined) return [];
  const rows = query(
    base64,
    "SELECT CAST(value AS TEXT) FROM _cf_METADATA WHERE key = 1 AND value IS NOT NULL",
  );
  return rows.map(([nanoseconds]) => ({ id: name.replace(".sqlite", ""), nanoseconds }));
}

/** Checks that the files are intact, and that both records of each alarm agree. */
export function expectSound(files: Base64Files): CheckedFiles {
  const found = checkFiles(files);
  const { damage, alarms, ownAlarms } = found;
  expect(damage).toEqual({});
  for (const uniqueKey of new Set([...Object.keys(alarms), ...Object.keys(ownAlarms)])) {
    const scheduled = alarms[uniqueKey]?.map(({ id, nanoseconds }) => ({ id, nanoseconds }));
    expect(scheduled, uniqueKey).toEqual(ownAlarms[uniqueKey] ?? []);
  }
  return found;
}

/** Writes files to workerd's disk directory. */
export async function writeDirectory(directory: string, files: Base64Files): Promise<void> {
  for (const [path, base64] of Object.entries(files)) {
    await mkdir(dirname(join(directory, path)), { recursive: true });
    await writeFile(join(directory, path), bytesOf(base64));
  }
}

/**
 * Reads the database files in workerd's disk directory.
 *
 * @throws {Error} if a file has a `-wal` file: the commits in it would be lost.
 */
export async function readDirectory(directory: string): Promise<Base64Files> {
  const files: Base64Files = {};
  for (const path of await listDirectory(directory)) {
    const bytes = await readFile(join(directory, path));
    if (path.endsWith(".sqlite")) files[path] = bytes.toString("base64");
    else if (path.endsWith("-wal") && bytes.length > 0) {
      throw new Error(
        `${path} holds commits that are not in the file beside it: start workerd on the ` +
          "directory, call the object, and end it with SIGTERM before you take the files",
      );
    }
  }
  return files;
}

/** Every file in a disk's directory, including `-wal` files. */
export async function readWholeDirectory(directory: string): Promise<Base64Files> {
  const files: Base64Files = {};
  for (const path of await listDirectory(directory)) {
    files[path] = await readFile(join(directory, path), "base64");
  }
  return files;
}

/** The sorted paths of all files in a disk's directory. */
export async function listDirectory(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(directory.length + 1))
    .toSorted();
}

function bytesOf(base64: string | undefined): Buffer {
  if (base64 === undefined) throw new Error("there is no such file");
  return Buffer.from(base64, "base64");
}
