import { unzipSync, zipSync } from "fflate";
import type { ZipFiles } from "./wrangler-project.ts";
import { crc32, directoryOf } from "./zip-directory.ts";

/** How large a zip may be when it is unpacked, in bytes: the page has to hold it. */
const LIMIT = 512 * 1024 * 1024;

/** How many files a zip can count. */
const MOST_FILES = 0xfffe;

/** The files as a zip. @throws {RangeError} for more than a zip can count. */
export function packed(files: ZipFiles): Uint8Array {
  const count = Object.keys(files).length;
  if (count > MOST_FILES) {
    throw new RangeError(`There are ${count} files, and a zip counts to ${MOST_FILES}.`);
  }
  return zipSync(files);
}

/**
 * The files of a zip, whole, without folders, installed packages, and what macOS adds.
 *
 * @throws {Error} for what is no zip, is damaged or too large, or has files that mean to get out of
 *   the folder that it is unpacked in. The message says which.
 */
export async function unpacked(file: Blob): Promise<ZipFiles> {
  if (file.size > LIMIT) throw new Error("The zip is too large to be opened here.");
  const bytes = new Uint8Array(await file.arrayBuffer());
  const records = directoryOf(bytes);
  if (records === undefined) {
    throw new Error("That is no zip, or it is cut off: get it again, and try once more.");
  }
  let size = 0;
  let index = 0;
  const checksums = new Map<string, number | undefined>();
  const filter = ({ name, originalSize }: { name: string; originalSize: number }): boolean => {
    const record = records[index++];
    if (/\/$|^__MACOSX\/|(?:^|\/)node_modules\//.test(name)) return false;
    checksums.set(name, record?.checksum);
    size += originalSize;
    return size <= LIMIT;
  };
  const files = unzip(bytes, filter);
  if (size > LIMIT) throw new Error("The zip is too large to be opened here.");
  for (const [name, content] of Object.entries(files)) {
    if (crc32(content) !== checksums.get(name))
      throw new Error(`${name} in the zip is damaged: get the zip again, and try once more.`);
  }
  return withSafeNames(files);
}

function unzip(
  bytes: Uint8Array,
  filter: (file: { name: string; originalSize: number }) => boolean,
): ZipFiles {
  try {
    return unzipSync(bytes, { filter });
  } catch (error) {
    throw new Error("The zip is damaged: get it again, and try once more.", { cause: error });
  }
}

/** Windows' own tools have written `\\` where a zip has `/`. */
function withSafeNames(files: ZipFiles): ZipFiles {
  const entries = Object.entries(files).map(
    ([name, content]) => [name.replaceAll("\\", "/"), content] as const,
  );
  const strange = entries.find(([name]) => /^\/|^[a-z]:|(?:^|\/)\.\.(?:\/|$)/i.test(name));
  if (strange !== undefined) {
    throw new Error(
      `The zip has a file named ${strange[0]}, outside of its own folder: it is not opened.`,
    );
  }
  return Object.fromEntries(entries);
}
