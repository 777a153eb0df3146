import { PageFile } from "../../storage/sqlite/page-file.ts";
import type { NamespaceStorage } from "../namespace-storage.ts";
import { ActorStorage } from "../actor-storage.ts";
import { FacetAlarmError } from "../commit-errors.ts";
import type { EventLoop } from "../event-loop.ts";
import { OutputGate } from "../output-gate.ts";

/**
 * Lets `use` write in the database of a facet that does not run, and that nobody but its object's
 * code could start. It is opened, written, committed and closed in the turn in which `use` is
 * called; so a facet that is started meanwhile finds it closed, and what was written in it.
 *
 * @param use gets what opens the database, which it must not call for a facet that runs: that has
 *   opened it already.
 * @returns what `use` does, once what it wrote is durable.
 * @throws what `use` throws, or what SQLite or the disk say of the commit.
 */
export async function writeFacetFile<T>(
  { disk, committer, sqlite }: NamespaceStorage,
  path: string,
  loop: EventLoop,
  use: (open: () => ActorStorage) => T | PromiseLike<T>,
): Promise<T> {
  const image = await disk.open(path);
  const state: { storage?: ActorStorage; failure?: { readonly error: unknown } } = {};
  const answer = attempt(() =>
    use(() => {
      state.storage ??= new ActorStorage({
        database: sqlite.open(new PageFile(path, image)),
        committer,
        // Nobody's output waits here but the answer.
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

/** Calls `run` now. @returns what gives its result, or throws what it threw, when that is wanted. */
function attempt<T>(run: () => T): () => T {
  try {
    const result = run();
    return () => result;
  } catch (error) {
    return () => {
      throw error;
    };
  }
}
