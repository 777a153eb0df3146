import type { SqlResult } from "../../protocol/host-inspect.ts";
import { accessOf, type StorageAccess } from "../../api/storage-access.ts";
import { requireSql } from "../../api/sql-storage.ts";
import { SqlRunner } from "../../api/sql-query.ts";
import { toBinding } from "../../api/sql-values.ts";
import type { FoundObject } from "../find-object.ts";
import { takeRows } from "../inspect/sql-reader.ts";

/**
 * Delivers an event to an object in which `write` changes its storage, as a call of its own code
 * would. Starts the object where it does not run; resolves when the change is durable.
 *
 * @throws what `write` throws, or what ended the object meanwhile, its constructor's error say.
 */
export function writeObject<T>(
  { namespace, id }: FoundObject,
  write: (access: StorageAccess) => T,
): Promise<T> {
  const actor = namespace.getActor(id);
  return actor.deliver("internal", () => {
    const access = accessOf(actor);
    if (access === undefined) {
      throw new Error(`Objects of class "${namespace.className}" have no storage: ephemeralLocal.`);
    }
    try {
      return write(access);
    } finally {
      access.watch.writtenByOthers();
    }
  });
}

/** Runs SQL within the rules of the object's own. */
export function runSql(
  access: StorageAccess,
  sql: string,
  bindings: readonly unknown[],
): SqlResult {
  requireSql(access);
  const query = new SqlRunner(access.storage, access.watch).exec(sql, bindings.map(toBinding));
  try {
    const columns = [...query.columnNames];
    return { columns, ...takeRows(() => query.next()), rowsWritten: query.rowsWritten };
  } finally {
    query.cancel();
  }
}
