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

/** The parts of an object's storage that a write needs. */
export type WriteAccess = Pick<StorageAccess, "storage" | "values" | "watch" | "enableSql">;

/**
 * Delivers an event to an object in which `write` changes its storage, as a call of its own code
 * would. Starts the object if it is not running; resolves when the change is durable.
 *
 * For a facet, the object gets the event and passes it to the facet. If the facet is not running,
 * its file is written instead: only the object's code can start it.
 *
 * @throws {Error} when the object has no such facet.
 * @throws what `write` throws, or the error that ended the object, such as its constructor's.
 */
export async function writeObject<T>(
  server: HostServer,
  object: FoundObject,
  write: (access: WriteAccess) => T,
): Promise<T> {
  const { namespace, id, facet } = object;
  if (facet.length === 0) return writeActor(namespace.getActor(id), write);
  // A missing facet is an error before the object starts.
  await facetNumber(server, object);
  const root = namespace.getActor(id);
  return root.deliver(async () =>
    namespace.facetFiles.write(id.hex, await facetNumber(server, object), (open) => {
      // If the object is broken, another host may own the disk.
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
