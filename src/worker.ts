/** What the script of a bundled host imports. */
import { setRowCounts } from "./api/sql-counts.ts";
import { takeParent } from "./host/page-port.ts";
import { CountedRun } from "./storage/sqlite/row-counts/counted-run.ts";

// Bundled code cannot be searched for the names of the counts.
setRowCounts((run) => new CountedRun(run));

// Before the worker's own modules, which the script imports next, are run.
takeParent();

export { host } from "./host/host.ts";
