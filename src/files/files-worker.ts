/** The script of the files worker, see `protocol/file-jobs.ts`. */
import initSqlJs from "sql.js/dist/sql-wasm-browser.js";
import type { FileJob, FileJobMessage, FileJobResults } from "../protocol/file-jobs.ts";
import { Sqlite } from "../storage/sqlite/sqlite.ts";
import { checkImport } from "./import-check.ts";
import { exportDisk, wipeDisk } from "./whole-disk.ts";

// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker has no window
const say = (message: FileJobMessage): void => globalThis.postMessage(message);

async function run(job: FileJob): Promise<FileJobResults[keyof FileJobResults]> {
  if (job.type === "wipe") return wipeDisk(job.disk);
  if (job.type === "export") return exportDisk(job.disk, job.skipDamaged);
  const sqlite = await Sqlite.load({ initSqlJs, wasm: job.wasm });
  return checkImport(job.archive, sqlite, (path, size) => say({ type: "file", path, size }));
}

globalThis.addEventListener("message", ({ data }: MessageEvent<FileJob>) => {
  run(data).then(
    (result) => say({ type: "done", result }),
    (error: unknown) => {
      const { name, message } = error instanceof Error ? error : new Error(String(error));
      say({ type: "failed", name, message });
    },
  );
});
say({ type: "ready" });
