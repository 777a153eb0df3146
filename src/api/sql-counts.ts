import type { SqlValue } from "../storage/sqlite/database.ts";
import type { Run } from "../storage/sqlite/row-counts/counted-run.ts";

/** Rows read and written by one run of a statement. */
export interface SqlCounts {
  /** Call after each step. @param row undefined at the end */
  stepped(row: readonly SqlValue[] | undefined): void;
  /** Call before the statement is finalized. */
  end(): void;
  readonly rowsRead: number;
  readonly rowsWritten: number;
}

/** Counts returned rows as read, and changed rows as written. Costs nothing while SQL runs. */
class SimpleCounts implements SqlCounts {
  readonly #run: Run;
  rowsRead = 0;
  rowsWritten = 0;

  constructor(run: Run) {
    this.#run = run;
  }

  stepped(row: readonly SqlValue[] | undefined): void {
    if (row === undefined) this.rowsWritten = this.#run.changes() ?? 0;
    else this.rowsRead++;
  }

  end(): void {}
}

/** Creates the counts of a run, before its first step. */
export let countRows: (run: Run) => SqlCounts = (run) => new SimpleCounts(run);

/** Counts rows as workerd does from now on (docs/decisions/row-counts.md). */
export function setRowCounts(count: (run: Run) => SqlCounts): void {
  countRows = count;
}
