import type { Actor } from "../../actor/actor.ts";
import type { SqlResult } from "../../protocol/host-inspect.ts";
import { accessOf, type StorageAccess, StorageWatch } from "../../api/storage-access.ts";
import { storedValues } from "../../api/stored-values.ts";
import { requireSql } from "../../api/sql-storage.ts";
import { SqlRunner } from "../../api/sql-runner.ts";
import { toBinding } from "../../api/sql-values.ts";
import type { FoundObject } from "../objects/find-object.ts";
import type { HostServer } from "../host-server.ts";
import { takeRows } from "../inspect/sql-reader.ts";
import { facetNumber, noStorage, runningActor } from "../objects/object-facets.ts";

/** What writing needs of an object's storage. */
export type WriteAccess = Pick<StorageAccess, "storage" | "values" | "watch" | "enableSql">;

/**
 * Delivers an event to an object in which `write` changes its storage, as a call of its own code
 * would. Starts the object where it does not run; resolves when the change is durable.
 *
 * Of a facet, the event comes to its object, and then to the facet. Where that does not run, its
 * file is written: what it is made of only its object's code knows.
 *
 * @throws {Error} when the object has no such facet.
 * @throws what `write` throws, or what ended the object meanwhile, its constructor's error say.
 */
export async function writeObject<T>(
  server: HostServer,
  object: FoundObject,
  write: (access: WriteAccess) => T,
): Promise<T> {
  const { namespace, id, facet } = object;
  if (facet.length === 0) return writeActor(namespace.getActor(id), write);
  // Whoever asks for one that is not there need not start the object for it.
  await facetNumber(server, object);
  const root = namespace.getActor(id);
  return root.deliver(async () =>
    namespace.facetFiles.write(id.hex, await facetNumber(server, object), (open) => {
      // What is on the disk may be another's meanwhile.
      if (root.broken !== undefined) throw root.broken;
      const running = runningActor(object);
      if (running !== undefined) return writeActor(running, write);
      const { compatibility } = server.config;
      return write({
        storage: open(),
        values: storedValues({ enhancedErrors: compatibility.enhanced_error_serialization }),
        watch: new StorageWatch(),
        enableSql: true,
      });
    }),
  );
}

function writeActor<T>(actor: Actor, write: (access: WriteAccess) => T): Promise<T> {
  return actor.deliver(() => {
    const access = accessOf(actor);
    if (access === undefined) throw noStorage(actor.namespace.className);
    try {
      return write(access);
    } finally {
      access.watch.writtenByOthers();
    }
  });
}

/** Runs SQL within the rules of the object's own. */
export function runSql(access: WriteAccess, sql: string, bindings: readonly unknown[]): SqlResult {
  requireSql(access);
  const query = new SqlRunner(access.storage, access.watch).exec(sql, bindings.map(toBinding));
  try {
    const columns = [...query.columnNames];
    return { columns, ...takeRows(() => query.next()), rowsWritten: query.counts.rowsWritten };
  } finally {
    query.cancel();
  }
}
