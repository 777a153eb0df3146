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

/** The files of an archive, each a view into the same memory. */
export async function unpackFiles({
  files,
  bytes,
}: FileArchive): Promise<(readonly [path: string, bytes: Uint8Array])[]> {
  const buffer = await bytes.arrayBuffer();
  let at = 0;
  return files.map(([path, length]) => {
    at += length;
    return [path, new Uint8Array(buffer, at - length, length)];
  });
}
