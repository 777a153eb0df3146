import type { PreparedStatement, SqlValue } from "../database.ts";
import type { Operation } from "../policy/sql-program.ts";
import { type RowCounts, rowCounts } from "./row-counts.ts";
import { readCounters, type StatementCounters } from "./statement-counters.ts";

/** One run of a statement, for counting its rows. */
export interface Run {
  readonly statement: PreparedStatement;
  /** Undefined if unknown, for example of some pragmas. */
  readonly program: readonly Operation[] | undefined;
  readonly bindings: readonly SqlValue[];
  /** Rows changed by a statement that has ended; undefined if it changes none. */
  readonly changes: () => number | undefined;
}

/**
 * Counts rows as workerd's patched SQLite does (`patches/sqlite/0001-row-counts-plain.patch`). The
 * counts are derived from SQLite's own counters if these leave one answer (`row-counts.ts`).
 * Otherwise returned rows count as read, and changed rows as written.
 */
export class CountedRun {
  readonly #run: Run;
  readonly #before: StatementCounters | undefined;
  #rows = 0;
  #firstRow: readonly SqlValue[] | undefined;
  /** The counters at the end; null if unknown. */
  #now: StatementCounters | null | undefined;
  #changes: number | undefined;
  #onRow = true;
  #known: RowCounts | undefined;

  /** Create it before the first step. */
  constructor(run: Run) {
    this.#run = run;
    this.#before = run.program && run.statement.inspect(readCounters);
  }

  /** Call after each step. @param row undefined at the end */
  stepped(row: readonly SqlValue[] | undefined): void {
    this.#known = undefined;
    if (row === undefined) {
      this.#onRow = false;
      this.#changes = this.#run.changes();
      this.end();
      return;
    }
    this.#rows++;
    this.#firstRow ??= row;
  }

  /** Keeps the counters; call before the statement is finalized. */
  end(): void {
    if (this.#now === undefined) this.#now = this.#run.statement.inspect(readCounters) ?? null;
  }

  get rowsRead(): number {
    return this.#counts().rowsRead ?? this.#rows;
  }

  get rowsWritten(): number {
    return this.#counts().rowsWritten ?? this.#changes ?? this.#counters()?.changes ?? 0;
  }

  #counters(): StatementCounters | undefined {
    return (
      (this.#now === undefined ? this.#run.statement.inspect(readCounters) : this.#now) ?? undefined
    );
  }

  #counts(): RowCounts {
    this.#known ??= this.#find();
    return this.#known;
  }

  #find(): RowCounts {
    const { program, bindings } = this.#run;
    const before = this.#before;
    const now = before && this.#counters();
    const unknown = { rowsRead: undefined, rowsWritten: undefined };
    if (program === undefined || before === undefined || now === undefined) return unknown;
    const since = (name: keyof StatementCounters): number => (now[name] - before[name]) >>> 0;
    // SQLite has recompiled it, possibly to another program: for a bound pattern or LIMIT, or because
    // tables have changed.
    if (since("reprepared") > 0) return unknown;
    return rowCounts(program, {
      steps: since("steps"),
      plainNexts: since("plainNexts"),
      fullScanNexts: since("fullScanNexts"),
      automaticNexts: since("automaticNexts"),
      sorts: since("sorts"),
      filterMisses: since("filterMisses"),
      filterHits: since("filterHits"),
      rows: this.#rows,
      changes: this.#onRow ? now.changes : this.#changes,
      standing: this.#onRow,
      bindings,
      firstRow: this.#firstRow,
    });
  }
}
