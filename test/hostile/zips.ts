import { deflateSync } from "fflate";
import { crc32 } from "../../demo/share/zip-directory.ts";

const MB = 2 ** 20;
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

interface Entry {
  readonly name: string | Uint8Array;
  readonly content?: Uint8Array;
  readonly method?: number;
  readonly flags?: number;
  /** The size in the directory. Default: the true size. */
  readonly size?: number;
  readonly packedSize?: number;
  readonly offset?: number;
}

/** A zip with these entries, in which everything may be a lie. */
export function zipOf(...entries: Entry[]): Uint8Array<ArrayBuffer> {
  const locals: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let at = 0;
  for (const entry of entries) {
    const { content = bytes("x"), method = 8, flags = 0x800 } = entry;
    const name = typeof entry.name === "string" ? bytes(entry.name) : entry.name;
    const packed = method === 8 ? deflateSync(content) : content;
    const local = new Uint8Array(30 + name.length + packed.length);
    const localView = new DataView(local.buffer);
    localView.setUint32(0, 0x04034b50, true);
    localView.setUint16(26, name.length, true);
    local.set(name, 30);
    local.set(packed, 30 + name.length);
    const record = new Uint8Array(46 + name.length);
    const view = new DataView(record.buffer);
    view.setUint32(0, 0x02014b50, true);
    view.setUint16(8, flags, true);
    view.setUint16(10, method, true);
    view.setUint32(16, crc32(content), true);
    view.setUint32(20, entry.packedSize ?? packed.length, true);
    view.setUint32(24, entry.size ?? content.length, true);
    view.setUint16(28, name.length, true);
    view.setUint32(42, entry.offset ?? at, true);
    record.set(name, 46);
    locals.push(local);
    directory.push(record);
    at += local.length;
  }
  const end = new Uint8Array(22);
  const view = new DataView(end.buffer);
  view.setUint32(0, 0x06054b50, true);
  view.setUint16(8, entries.length, true);
  view.setUint16(10, entries.length, true);
  view.setUint32(16, at, true);
  return joined([...locals, ...directory, end]);
}

const zeros = (size: number): Uint8Array => new Uint8Array(size);
export const disk = `k/${"0".repeat(64)}.sqlite`;

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Zips that must be refused, and the message for each. */
export const hostileZips: [what: string, zip: Uint8Array<ArrayBuffer>, message: string][] = [
  ["a name that climbs", zipOf({ name: "../up.ts" }), "outside its own folder"],
  ["a name that climbs inside", zipOf({ name: "a/../../up.ts" }), "outside its own folder"],
  ["a name that climbs as on Windows", zipOf({ name: "..\\up.ts" }), "outside its own folder"],
  ["a name from the root", zipOf({ name: "/etc/passwd" }), "outside its own folder"],
  ["a name from a share", zipOf({ name: "\\\\server\\a" }), "outside its own folder"],
  ["a name on a drive", zipOf({ name: "C:a.ts" }), "outside its own folder"],
  ["a folder that climbs", zipOf({ name: "../" }), "outside its own folder"],
  ["__proto__", zipOf({ name: "__proto__" }), "__proto__ is special in JavaScript"],
  ["__proto__ in a folder", zipOf({ name: "a/__proto__/b" }), "__proto__ is special"],
  ["a bell in a name", zipOf({ name: "a\u0007.ts" }), 'named "a\\u0007.ts", with a control'],
  ["a line break in a name", zipOf({ name: "a\n.ts" }), 'named "a\\n.ts", with a control'],
  ["a NUL in a name", zipOf({ name: "a.ts\0.png" }), "with a control character"],
  [
    "an escape in an old code page",
    zipOf({ name: Uint8Array.of(0x1b, 0x41), flags: 0 }),
    "with a control character",
  ],
  ["a name twice", zipOf({ name: "a" }, { name: "a" }), "two files named a"],
  ["a name twice by slashes", zipOf({ name: "a/b" }, { name: "a\\b" }), "two files named a/b"],
  [
    "a bomb that says so",
    zipOf({ name: "a", content: zeros(17 * MB) }),
    "17 MB besides the files of a disk, and the limit is 16",
  ],
  [
    "a bomb that says less",
    zipOf({ name: "a", content: zeros(17 * MB), size: 10 }),
    "The zip is damaged",
  ],
  [
    "a bomb that says nothing",
    zipOf({ name: "a", content: zeros(17 * MB), size: 0 }),
    "The zip is damaged",
  ],
  ["a disk that is too large", zipOf({ name: disk, size: 513 * MB }), "the limit is 512 MB"],
  [
    "files that are too large together",
    zipOf({ name: disk, size: 300 * MB }, { name: "k/metadata.sqlite", size: 300 * MB }),
    "the limit is 512 MB",
  ],
  ["a file that says more", zipOf({ name: "a", size: 1000 }), "The zip is damaged"],
  [
    "one place for many files",
    zipOf({ name: "a", content: zeros(9 * MB) }, { name: "b", size: 9 * MB, offset: 0 }),
    "18 MB besides",
  ],
  ["a file behind the end", zipOf({ name: "a", offset: 0xfffffff0 }), "The zip is damaged"],
  [
    "more packed bytes than there are",
    zipOf({ name: "a", packedSize: 0xfffffff0 }),
    "The zip is damaged",
  ],
  ["an encrypted file", zipOf({ name: "a", flags: 0x801 }), "a in the zip is encrypted"],
  ["an unknown method", zipOf({ name: "a", method: 99 }), "the compression method 99"],
];
