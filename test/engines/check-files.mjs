import { deepEqual, notDeepEqual } from "node:assert/strict";
import initSqlJs from "sql.js";

/**
 * Checks every file of the disk, and that both records of each alarm agree.
 *
 * @param {Readonly<Record<string, string>>} files path to bytes, in base64
 */
export async function checkFiles(files) {
  const SQL = await initSqlJs();
  const query = (/** @type {string | undefined} */ base64, /** @type {string} */ sql) => {
    const database = new SQL.Database(Buffer.from(base64 ?? "", "base64"));
    try {
      return database.exec(sql)[0]?.values ?? [];
    } finally {
      database.close();
    }
  };
  /** @type {Record<string, unknown>} */
  const ownAlarms = {};
  for (const [path, base64] of Object.entries(files)) {
    deepEqual(query(base64, "PRAGMA integrity_check"), [["ok"]], path);
    const id = /^probes\/([0-9a-f]{64})\.sqlite$/.exec(path)?.[1];
    if (id === undefined) continue;
    const [row] = query(base64, "SELECT CAST(value AS TEXT) FROM _cf_METADATA WHERE key = 1");
    if (row) ownAlarms[id] = row[0];
  }
  const mirrored = query(
    files["probes/metadata.sqlite"],
    "SELECT actor_id, CAST(scheduled_time AS TEXT) FROM _cf_ALARM",
  );
  deepEqual(Object.fromEntries(mirrored), ownAlarms, "alarms in metadata.sqlite and in the files");
  notDeepEqual(ownAlarms, {}, "no file has an alarm");
}
