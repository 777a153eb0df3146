import { PageFile } from "../../storage/sqlite/page-file.ts";
import { ActorStorage } from "../actor-storage.ts";
import { FacetAlarmError } from "../commit-errors.ts";
import type { NamespaceStorage } from "../namespace-storage.ts";
import { OutputGate } from "../output-gate.ts";
import type { TaskQueue } from "../task-queue.ts";

/**
 * Lets `use` write to the database of a facet that does not run; only its object's code can start
 * it. The database is opened, written, committed and closed in the turn in which `use` is called, so
 * a facet that starts meanwhile finds it closed, with these writes.
 *
 * @param use gets the function that opens the database. It must not open the database of a running
 *   facet, which has opened it itself.
 * @returns the result of `use`, once its writes are durable.
 * @throws what `use` throws, or the error of SQLite or the disk at the commit.
 */
export async function writeFacetFile<T>(
  { disk, committer, sqlite }: NamespaceStorage,
  path: string,
  loop: TaskQueue,
  use: (open: () => ActorStorage) => T | PromiseLike<T>,
): Promise<T> {
  const image = await disk.open(path);
  const state: { storage?: ActorStorage; failure?: { readonly error: unknown } } = {};
  const answer = deferOutcome(() =>
    use(() => {
      state.storage ??= new ActorStorage({
        database: sqlite.open(new PageFile(path, image)),
        committer,
        // Nothing waits at this gate: the caller awaits the commit itself.
        outputGate: new OutputGate(() => undefined),
        loop,
        deleteAllDeletesAlarm: false,
        checkScheduler: (time) => {
          if (time !== null) throw new FacetAlarmError();
        },
        alarmCommitted: () => undefined,
        broken: (error) => (state.failure ??= { error }),
        closed: () => disk.release(path),
      });
      return state.storage;
    }),
  );
  const { storage } = state;
  if (storage === undefined) {
    disk.release(path);
    return answer();
  }
  storage.commitTurn();
  const durable = storage.sync();
  storage.shutdown(new Error("Durable Object storage is no longer accessible."));
  await durable.catch((error: unknown) => {
    throw (state.failure?.error ?? error) as Error;
  });
  return answer();
}

/** Calls `run` now. @returns a function that returns its result or throws its error. */
function deferOutcome<T>(run: () => T): () => T {
  try {
    const result = run();
    return () => result;
  } catch (error) {
    return () => {
      throw error;
    };
  }
}
