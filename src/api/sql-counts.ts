import type { PreparedStatement, SqlValue } from "../storage/sqlite/database.ts";
import { type RowCounts, rowCounts } from "../storage/sqlite/row-counts/row-counts.ts";
import type { Operation } from "../storage/sqlite/policy/sql-program.ts";
import type { StatementCounters } from "../storage/sqlite/statement-counters.ts";

/** What a run of a statement does, for its counts. */
export interface CountedRun {
  readonly statement: PreparedStatement;
  /** Undefined where it is not known: of a pragma, say. */
  readonly program: readonly Operation[] | undefined;
  readonly bindings: readonly SqlValue[];
  /** Rows that were changed by a statement that has come to its end; undefined of one that changes none. */
  readonly changes: () => number | undefined;
}

/**
 * How many rows a run of a statement has read and written.
 *
 * workerd's SQLite counts them itself (`patches/sqlite/0001-row-counts-plain.patch`). Here they are
 * made out of what any SQLite counts, when that leaves one answer (`storage/sqlite/row-counts/row-counts.ts`). Where
 * it does not, rows that came count as read, and those that an INSERT, UPDATE or DELETE has changed
 * as written.
 */
export class SqlCounts {
  readonly #run: CountedRun;
  readonly #before: StatementCounters | undefined;
  #rows = 0;
  #firstRow: readonly SqlValue[] | undefined;
  /** What was counted in the end; null if nobody knows. */
  #now: StatementCounters | null | undefined;
  #changes: number | undefined;
  #standing = true;
  #known: RowCounts | undefined;

  /** To be made before the first step. */
  constructor(run: CountedRun) {
    this.#run = run;
    this.#before = run.program && run.statement.counters;
  }

  /** Says that the statement stands on its next row, or has come to its end. */
  stand(row: readonly SqlValue[] | undefined): void {
    this.#known = undefined;
    if (row === undefined) {
      this.#standing = false;
      this.#changes = this.#run.changes();
      this.end();
      return;
    }
    this.#rows++;
    this.#firstRow ??= row;
  }

  /** Keeps what is counted, because the statement is about to be let go of. */
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
    // SQLite has compiled it anew: for a bound pattern or LIMIT, maybe into another program, or because
    // tables have changed since, and then it had begun with the old one.
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
      changes: this.#standing ? now.changes : this.#changes,
      standing: this.#standing,
      bindings,
      firstRow: this.#firstRow,
    });
  }
}
