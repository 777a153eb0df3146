import type { Assets } from "./assets.ts";
import { sameOrigin } from "./host-worker.ts";
import type { FileJob, FileJobMessage, FileJobResults } from "../protocol/file-jobs.ts";

/** The time limit of SQLite's check, in s: a constant, plus a time for each MiB. */
const CHECK_PATIENCE = 8;
const CHECK_PATIENCE_PER_MIB = 1;

/** How long the worker may take to load, in s. */
const START_PATIENCE = 60;

/**
 * Runs a job in the files worker, which ends with the job.
 *
 * @throws {Error} the job's error, or an error when SQLite doesn't finish a file in time.
 */
export function runFileJob<Job extends FileJob>(
  { files }: Pick<Assets, "files">,
  job: Job,
): Promise<FileJobResults[Job["type"]]> {
  const worker = new Worker(sameOrigin(files), { type: "module", name: "tabd files" });
  const countdown = new Countdown();
  const work = new Promise<FileJobResults[Job["type"]]>((resolve, reject) => {
    countdown.start(START_PATIENCE, () => reject(notStarted(files)));
    worker.addEventListener("error", (event) => {
      event.preventDefault();
      reject(notStarted(files, event.message));
    });
    worker.addEventListener("message", ({ data }: MessageEvent<FileJobMessage>) => {
      countdown.stop();
      if (data.type === "ready") {
        // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker, no window
        worker.postMessage(job);
      } else if (data.type === "done") resolve(data.result as FileJobResults[Job["type"]]);
      else if (data.type === "failed") reject(failure(data));
      else {
        const { path, size } = data;
        const patience = CHECK_PATIENCE + Math.ceil((CHECK_PATIENCE_PER_MIB * size) / 2 ** 20);
        countdown.start(patience, () => reject(endless(path, patience)));
      }
    });
  });
  return work.finally(() => {
    countdown.stop();
    worker.terminate();
  });
}

/** Counts seconds in which the page runs: none while it is frozen or the machine sleeps. */
class Countdown {
  #timer: ReturnType<typeof setInterval> | undefined;

  start(seconds: number, end: () => void): void {
    let left = seconds;
    this.#timer = setInterval(() => {
      if (--left === 0) end();
    }, 1000);
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}

function failure({ name, message }: { name: string; message: string }): Error {
  const error = new Error(message);
  error.name = name;
  return error;
}

function endless(path: string, seconds: number): Error {
  return new Error(
    `Cannot import "${path}": SQLite did not finish checking it within ${seconds} s. Its content ` +
      "may be made to never end. Nothing was imported.",
  );
}

function notStarted(url: string, message = ""): Error {
  const why = message === "" ? "" : ` (${message})`;
  return new Error(
    `The script that reads files did not start from ${url}${why}: copy tabd/dist/files-worker.js ` +
      "there, or set the option `assets`.",
  );
}
