/** An entry of a zip's directory. */
export interface ZipRecord {
  readonly name: string;
  /** 0: stored, 8: deflated. */
  readonly method: number;
  readonly isEncrypted: boolean;
  /** CRC-32 of the unpacked file. */
  readonly checksum: number;
  /** In bytes, in the zip. */
  readonly packedSize: number;
  /** In bytes, unpacked. The zip may lie. */
  readonly size: number;
  /** Where the file's local header begins. */
  readonly offset: number;
}

/** The least sizes of the end record, a directory record and a local header, in bytes. */
const END = 22;
const RECORD = 46;
const LOCAL = 30;

/**
 * The directory at the end of a zip, in its order (PKWARE's APPNOTE.TXT, 4.3.12 and 4.3.16).
 *
 * @returns undefined if it is missing or cut off, or has the form for large zips (zip64).
 */
export function directoryOf(zip: Uint8Array): ZipRecord[] | undefined {
  const view = new DataView(zip.buffer, zip.byteOffset, zip.byteLength);
  const end = endOf(view);
  if (end === undefined) return undefined;
  const count = view.getUint16(end + 10, true);
  let at = view.getUint32(end + 16, true);
  const records: ZipRecord[] = [];
  for (let index = 0; index < count; index++) {
    if (at + RECORD > end || view.getUint32(at, true) !== 0x02014b50) return undefined;
    const flags = view.getUint16(at + 8, true);
    const nameLength = view.getUint16(at + 28, true);
    if (at + RECORD + nameLength > end) return undefined;
    records.push({
      name: nameOf(zip.subarray(at + RECORD, at + RECORD + nameLength), (flags & 0x800) !== 0),
      method: view.getUint16(at + 10, true),
      isEncrypted: (flags & 1) !== 0,
      checksum: view.getUint32(at + 16, true),
      packedSize: view.getUint32(at + 20, true),
      size: view.getUint32(at + 24, true),
      offset: view.getUint32(at + 42, true),
    });
    at += RECORD + nameLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
  return at <= end ? records : undefined;
}

/** The packed bytes of a file. @returns undefined if they are not inside the zip. */
export function packedBytes(zip: Uint8Array, record: ZipRecord): Uint8Array | undefined {
  const view = new DataView(zip.buffer, zip.byteOffset, zip.byteLength);
  const { offset, packedSize } = record;
  if (offset + LOCAL > zip.length || view.getUint32(offset, true) !== 0x04034b50) return undefined;
  const start =
    offset + LOCAL + view.getUint16(offset + 26, true) + view.getUint16(offset + 28, true);
  return start + packedSize > zip.length ? undefined : zip.subarray(start, start + packedSize);
}

/** Where the end record begins. A comment of at most 65,535 bytes may follow it. */
function endOf(view: DataView): number | undefined {
  const last = view.byteLength - END;
  for (let at = last; at >= Math.max(0, last - 0xffff); at--) {
    if (view.getUint32(at, true) === 0x06054b50) return at;
  }
  return undefined;
}

/**
 * Names without the flag are in the code page of an old system, where ASCII is the same in all of
 * them. Some tools for Windows write `\` between folders.
 */
function nameOf(bytes: Uint8Array, isUtf8: boolean): string {
  const decoder = new TextDecoder(isUtf8 ? "utf-8" : "latin1", { ignoreBOM: true });
  return decoder.decode(bytes).replaceAll("\\", "/");
}

const table = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = (value >>> 1) ^ (value & 1 ? 0xedb88320 : 0);
  return value;
});

/** CRC-32 as zip and gzip have it. */
export function crc32(bytes: Uint8Array): number {
  let sum = 0xffffffff;
  for (const byte of bytes) sum = (sum >>> 8) ^ (table[(sum ^ byte) & 0xff] ?? 0);
  return ~sum >>> 0;
}
