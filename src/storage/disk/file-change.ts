/** One run of bytes that a commit changed. `bytes` is a copy and never changes afterwards. */
export interface ByteRange {
  /** Where in the file the run begins, in bytes. */
  readonly offset: number;
  readonly bytes: Uint8Array;
}

/** The changes of one commit to one file. */
export interface FileChange {
  /** The file's path on its disk: `<uniqueKey>/metadata.sqlite` or `<uniqueKey>/<id>.sqlite`. */
  readonly path: string;
  /** The file's size after the commit, in bytes. 0 deletes the file. */
  readonly size: number;
  /** True if all earlier bytes of the file are void; `ranges` then hold the whole file. */
  readonly replaced: boolean;
  /** In ascending order of offset, not overlapping, all below `size`. */
  readonly ranges: readonly ByteRange[];
}

/** The change that replaces a whole file with `bytes`, or deletes it if there are none. */
export function replacement([path, bytes]: readonly [string, Uint8Array]): FileChange {
  const ranges = bytes.length === 0 ? [] : [{ offset: 0, bytes }];
  return { path, size: bytes.length, replaced: true, ranges };
}

/** The error for a change of a file that is not open. */
export function notOpen(disk: string, path: string): Error {
  return new Error(`disk "${disk}": open "${path}" before you commit a change of it`);
}
