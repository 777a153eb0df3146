import { Inflate } from "fflate";
import { diskPath } from "./disk-files.ts";
import type { ZipFiles } from "./wrangler-project.ts";
import { crc32, directoryOf, packedBytes, type ZipRecord } from "./zip-directory.ts";

/** How many bytes a zip may have unpacked: the page holds them in memory. */
const LIMIT = 512 * 1024 * 1024;
/** How many of them may be in files that no disk has. */
const LIMIT_BESIDE_DISK = 16 * 1024 * 1024;

/** So many packed bytes are inflated between two reports. */
const STEP = 64 * 1024;

/**
 * The files of a zip, without folders, installed packages and the files that macOS adds. Checks the
 * sizes and names in the zip's directory before it unpacks anything.
 *
 * @param progress is called with the finished part, from 0 to 1.
 * @throws {Error} for a zip that is damaged or too large, or that has a file outside its folder.
 * The message has the reason.
 */
export async function unpacked(
  file: Blob,
  progress: (part: number) => void = () => undefined,
): Promise<ZipFiles> {
  if (file.size > LIMIT) throw tooLarge();
  const zip = new Uint8Array(await file.arrayBuffer());
  const directory = directoryOf(zip);
  if (directory === undefined) {
    throw new Error("This is not a zip file, or it is incomplete: download it again.");
  }
  for (const { name } of directory) checkName(name);
  const wanted = directory.filter(
    ({ name }) => !/\/$|^__MACOSX\/|(?:^|\/)node_modules\//.test(name),
  );
  checkSizes(wanted);
  checkDuplicates(wanted);
  const total = wanted.reduce((sum, { packedSize }) => sum + packedSize, 1);
  let done = 0;
  const files: [name: string, bytes: Uint8Array][] = [];
  for (const record of wanted) {
    const bytes = inflated(zip, record, (step) => progress((done += step) / total));
    if (bytes === undefined) throw new Error("The zip is damaged: download it again.");
    if (bytes.length !== record.size || crc32(bytes) !== record.checksum) {
      throw new Error(`${record.name} in the zip is damaged: download the zip again.`);
    }
    files.push([record.name, bytes]);
  }
  return Object.fromEntries(files);
}

function checkName(name: string): void {
  if (/\p{Cc}/u.test(name)) {
    throw new Error(
      `The zip has a file named ${JSON.stringify(name)}, with a control character. The zip was not opened.`,
    );
  }
  const parts = name.split("/");
  if (name.startsWith("/") || /^[a-z]:/i.test(name) || parts.includes("..")) {
    throw new Error(
      `The zip has a file named ${name}, outside its own folder. The zip was not opened.`,
    );
  }
  if (parts.includes("__proto__")) {
    throw new Error(
      `The zip has a file named ${name}: __proto__ is special in JavaScript. The zip was not opened.`,
    );
  }
}

function checkSizes(records: readonly ZipRecord[]): void {
  const sum = (some: readonly ZipRecord[]): number =>
    some.reduce((total, { size }) => total + size, 0);
  if (sum(records) > LIMIT) throw tooLarge();
  const beside = sum(records.filter(({ name }) => diskPath(name) === undefined));
  if (beside > LIMIT_BESIDE_DISK) {
    throw new Error(
      `The zip is too large: it has ${Math.ceil(beside / 2 ** 20)} MB besides the files of a disk, ` +
        `and the limit is ${LIMIT_BESIDE_DISK / 2 ** 20} MB. Leave out files that are not code.`,
    );
  }
}

function checkDuplicates(records: readonly ZipRecord[]): void {
  const names = new Set<string>();
  for (const { name } of records) {
    if (names.has(name)) {
      throw new Error(`The zip has two files named ${name}. The zip was not opened.`);
    }
    names.add(name);
  }
}

/** Undefined if the file does not have the size in the directory. */
function inflated(
  zip: Uint8Array,
  record: ZipRecord,
  progress: (step: number) => void,
): Uint8Array | undefined {
  const { name, method, isEncrypted, size } = record;
  if (isEncrypted) {
    throw new Error(`${name} in the zip is encrypted: zip the files without a password.`);
  }
  const packed = packedBytes(zip, record);
  if (packed === undefined) return undefined;
  if (method === 0) {
    progress(packed.length);
    return packed.slice();
  }
  if (method !== 8) {
    throw new Error(
      `${name} in the zip has the compression method ${method}, which is not supported: use Deflate.`,
    );
  }
  const bytes = new Uint8Array(size);
  let at = 0;
  const inflate = new Inflate((chunk) => {
    if (at + chunk.length > size) throw new RangeError("more than the directory says");
    bytes.set(chunk, at);
    at += chunk.length;
  });
  try {
    for (let start = 0; start === 0 || start < packed.length; start += STEP) {
      const part = packed.subarray(start, start + STEP);
      inflate.push(part, start + STEP >= packed.length);
      progress(part.length);
    }
  } catch {
    return undefined;
  }
  return at === size ? bytes : undefined;
}

function tooLarge(): Error {
  return new Error(`The zip is too large: the limit is ${LIMIT / 2 ** 20} MB, unpacked.`);
}
