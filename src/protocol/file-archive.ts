import type { FileArchive } from "./host-control.ts";

type Bytes = Uint8Array | ArrayBuffer;

/** Packs files, which come in the order of the entries. @param damaged paths that were left out */
export function packFiles(
  files: readonly (readonly [path: string, bytes: Bytes])[],
  damaged: readonly string[] = [],
): FileArchive {
  return {
    files: files.map(([path, { byteLength }]) => [path, byteLength]),
    bytes: new Blob(files.map(([, bytes]) => bytes as Uint8Array<ArrayBuffer> | ArrayBuffer)),
    damaged,
  };
}

/** Bytes of small files that are read at a time. */
const BLOCK = 8 << 20;

/** The files of an archive, each in memory of its own. Large files are read one by one. */
export async function unpackFiles({
  files,
  bytes,
}: FileArchive): Promise<(readonly [path: string, bytes: Uint8Array])[]> {
  const unpacked: (readonly [path: string, bytes: Uint8Array])[] = [];
  let at = 0;
  for (let first = 0; first < files.length;) {
    let size = 0;
    let end = first;
    while (end < files.length && (end === first || size < BLOCK)) size += files[end++]?.[1] ?? 0;
    const block = await bytes.slice(at, at + size).arrayBuffer();
    let within = 0;
    for (const [path, length] of files.slice(first, end)) {
      const own = length === size ? block : block.slice(within, within + length);
      unpacked.push([path, new Uint8Array(own)]);
      within += length;
    }
    at += size;
    first = end;
  }
  return unpacked;
}
