import { zipSync } from "fflate";
import type { ZipNews } from "./zip-worker.ts";
import type { ZipFiles } from "./wrangler-project.ts";

/** How many files a zip can count. */
const MOST_FILES = 0xfffe;

/** The files as a zip. @throws {RangeError} for more than a zip can count. */
export function packed(files: ZipFiles): Uint8Array {
  const count = Object.keys(files).length;
  if (count > MOST_FILES) {
    throw new RangeError(`There are ${count} files; a zip can contain at most ${MOST_FILES}.`);
  }
  return zipSync(files);
}

export interface UnpackOptions {
  /** Ends the worker. */
  readonly signal: AbortSignal;
  /** Called with the part that is done, from 0 to 1. */
  readonly progress: (part: number) => void;
}

/** Runs `unpacked()` in a worker. @throws {Error} its error, or the signal's reason. */
export function unpackedElsewhere(
  file: Blob,
  { signal, progress }: UnpackOptions,
): Promise<ZipFiles> {
  signal.throwIfAborted();
  const worker = new Worker(new URL("./zip-worker.ts", import.meta.url), { type: "module" });
  const work = new Promise<ZipFiles>((resolve, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason as Error), { once: true });
    worker.addEventListener("error", (event) => {
      reject(
        new Error(`The zip cannot be unpacked: ${event.message || "the worker did not load"}.`),
      );
    });
    worker.addEventListener("message", ({ data }: MessageEvent<ZipNews>) => {
      if (data.type === "progress") progress(data.part);
      else if (data.type === "files") resolve(data.files);
      else reject(new Error(data.message));
    });
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker, no window
    worker.postMessage(file);
  });
  return work.finally(() => worker.terminate());
}
