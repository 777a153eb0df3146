/** Row counts of SQL cursors as in workerd, for code that reads `rowsRead` or `rowsWritten`. */
export { CountedRun } from "../../storage/sqlite/row-counts/counted-run.ts";
