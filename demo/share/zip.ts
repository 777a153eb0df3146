import { unzipSync, zipSync } from "fflate";
import type { ZipFiles } from "./wrangler-project.ts";

/** How large a zip may be when it is unpacked, in bytes: the page has to hold it. */
const LIMIT = 512 * 1024 * 1024;

/** The files as a zip. */
export function packed(files: ZipFiles): Uint8Array {
  return zipSync(files);
}

/**
 * The files of a zip, without folders, installed packages, and what macOS adds.
 *
 * @throws {Error} for what is no zip, or is too large.
 */
export async function unpacked(file: Blob): Promise<ZipFiles> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let size = 0;
  const filter = ({ name, originalSize }: { name: string; originalSize: number }): boolean => {
    if (/\/$|^__MACOSX\/|(?:^|\/)node_modules\//.test(name)) return false;
    size += originalSize;
    return size <= LIMIT;
  };
  let files: ZipFiles;
  try {
    files = unzipSync(bytes, { filter });
  } catch (error) {
    throw new Error("That is no zip, or it is damaged.", { cause: error });
  }
  if (size > LIMIT) throw new Error("The zip is too large to be opened here.");
  return files;
}
