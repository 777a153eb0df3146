import { diskChannelName, stealLockName } from "../../protocol/tab-message.ts";
import type { FileChange } from "../../storage/disk/file-change.ts";

/** Bytes of the largest file that a change may describe: SQLite's own limit is below. */
const LARGEST_FILE = 2 ** 40;

const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/;

/** Whether a lock or channel with this name belongs to the disk. */
export function isNameOfDisk(name: unknown, disk: string): name is string {
  if (typeof name !== "string") return false;
  const own = diskChannelName(disk);
  if (name === own || name === stealLockName(disk)) return true;
  // A follower's.
  return name.startsWith(`${own}:`) && UUID.test(name.slice(own.length + 1));
}

/** @throws {TypeError} if the value is not a list of file changes. */
export function checkChanges(value: unknown): readonly FileChange[] {
  if (!Array.isArray(value)) throw refused("a commit without changes");
  const paths = new Set<string>();
  for (const change of value as unknown[]) {
    const { path, size, replaced, ranges } = recordOf(change);
    if (!isPath(path) || paths.has(path)) throw refused("a change of no file");
    paths.add(path);
    if (!isSize(size) || typeof replaced !== "boolean" || !Array.isArray(ranges)) {
      throw refused("a change without a size");
    }
    let end = 0;
    for (const range of ranges as unknown[]) {
      const { offset, bytes } = recordOf(range);
      if (!isSize(offset) || offset < end || !(bytes instanceof Uint8Array)) {
        throw refused("a change without bytes");
      }
      end = offset + bytes.length;
      if (end > size) throw refused("a change behind the end of its file");
    }
  }
  return value as FileChange[];
}

/** @throws {TypeError} if the value is not a path. */
export function checkPath(value: unknown): string {
  if (isPath(value)) return value;
  throw refused("a path that is not a string");
}

export function refused(what: string): TypeError {
  return new TypeError(`An isolated host asked for ${what}: refused.`);
}

function isPath(value: unknown): value is string {
  return typeof value === "string" && !/\p{Surrogate}/u.test(value);
}

function isSize(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0 && (value as number) <= LARGEST_FILE;
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null) throw refused("a record that is not an object");
  return value as Readonly<Record<string, unknown>>;
}
