import type { PreparedStatement, SqlValue } from "../storage/sqlite/database.ts";
import { type RowCounts, rowCounts } from "../storage/sqlite/row-counts/row-counts.ts";
import type { Operation } from "../storage/sqlite/policy/sql-program.ts";
import type { StatementCounters } from "../storage/sqlite/statement-counters.ts";

/** One run of a statement, as the counts use it. */
export interface CountedRun {
  readonly statement: PreparedStatement;
  /** Undefined when unknown, for a pragma say. */
  readonly program: readonly Operation[] | undefined;
  readonly bindings: readonly SqlValue[];
  /** Rows changed by the finished statement; undefined if it changes no rows. */
  readonly changes: () => number | undefined;
}

/**
 * How many rows a run of a statement has read and written.
 *
 * workerd's SQLite counts them itself (`patches/sqlite/0001-row-counts-plain.patch`). tabd derives
 * them from SQLite's own counters, if those leave one answer
 * (`storage/sqlite/row-counts/row-counts.ts`). Otherwise rows returned count as read, and rows
 * changed by an INSERT, UPDATE or DELETE as written.
 */
export class SqlCounts {
  readonly #run: CountedRun;
  readonly #before: StatementCounters | undefined;
  #rows = 0;
  #firstRow: readonly SqlValue[] | undefined;
  /** The counters at the end; null: unknown. */
  #now: StatementCounters | null | undefined;
  #changes: number | undefined;
  #onRow = true;
  #known: RowCounts | undefined;

  /** Make it before the statement's first step. */
  constructor(run: CountedRun) {
    this.#run = run;
    this.#before = run.program && run.statement.counters;
  }

  /** The statement stands on its next row, or has come to its end. */
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

  /** Keeps the counters: the statement is about to be finalized. */
  end(): void {
    if (this.#now === undefined) this.#now = this.#run.statement.counters ?? null;
  }

  get rowsRead(): number {
    return this.#counts().rowsRead ?? this.#rows;
  }

  get rowsWritten(): number {
    return this.#counts().rowsWritten ?? this.#changes ?? this.#counters()?.changes ?? 0;
  }

  #counters(): StatementCounters | undefined {
    return (this.#now === undefined ? this.#run.statement.counters : this.#now) ?? undefined;
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
    // SQLite has recompiled it, for a bound pattern or LIMIT or because tables changed: the program that
    // ran may be another one.
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
