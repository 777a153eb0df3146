import type { NamespaceStorage } from "../../actor/namespace-storage.ts";
import type { AlarmTableRows } from "../../protocol/host-inspect.ts";
import { hasTable } from "../../storage/tables/table-presence.ts";
import { readFile } from "./read-object.ts";
import type { PageOfRows } from "./page-of-rows.ts";

// As text: a number cannot hold nanoseconds exactly.
const ROWS =
  "SELECT actor_id, CAST(scheduled_time AS TEXT), actor_name FROM _cf_ALARM " +
  "ORDER BY scheduled_time, actor_id LIMIT CAST(? AS INTEGER) OFFSET CAST(? AS INTEGER)";

/** The raw rows of `_cf_ALARM` in a namespace's `metadata.sqlite`. */
export function readAlarmTable(
  storage: NamespaceStorage,
  path: string,
  { limit, offset }: PageOfRows,
): Promise<AlarmTableRows> {
  return readFile(storage, path, (database) => {
    if (!hasTable(database(), "_cf_ALARM")) return { rows: [], total: 0 };
    return {
      rows: database()
        .all(ROWS, limit, offset)
        .map(([id, time, name]) => ({
          actor_id: String(id),
          scheduled_time: typeof time === "string" ? BigInt(time) : null,
          actor_name: typeof name === "string" ? name : null,
        })),
      total: Number(database().get("SELECT count(*) FROM _cf_ALARM")?.[0]),
    };
  });
}
