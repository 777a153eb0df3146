/** What the directory of a zip says of one of its files. */
export interface ZipRecord {
  /** CRC-32 of the file as it is unpacked. */
  readonly checksum: number;
}

/** The least size of the end of a directory, and of the record of a file, in bytes. */
const END = 22;
const RECORD = 46;

/**
 * The directory at the end of a zip, in its order (APPNOTE.TXT of PKWARE, 4.3.12 and 4.3.16).
 *
 * @returns undefined where there is none, it is cut off, or it is of the form for huge zips (zip64).
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
    records.push({ checksum: view.getUint32(at + 16, true) });
    const lengths = [28, 30, 32].map((field) => view.getUint16(at + field, true));
    at += lengths.reduce((sum, length) => sum + length, RECORD);
  }
  return at <= end ? records : undefined;
}

/** Where the end record begins: a comment of at most 65,535 bytes may follow it. */
function endOf(view: DataView): number | undefined {
  const last = view.byteLength - END;
  for (let at = last; at >= Math.max(0, last - 0xffff); at--) {
    if (view.getUint32(at, true) === 0x06054b50) return at;
  }
  return undefined;
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
