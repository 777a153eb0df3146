import type { SqlValue } from "../database.ts";
import { FlowUnknowns } from "./flow-unknowns.ts";
import { flowOf } from "./program-flow.ts";
import type { Weights } from "./program-steps.ts";
import type { Operation } from "../policy/sql-program.ts";

/** SQLite's measurements of one run of a statement so far. */
export interface Measured {
  readonly steps: number;
  readonly plainNexts: number;
  readonly fullScanNexts: number;
  readonly automaticNexts: number;
  readonly sorts: number;
  readonly filterMisses: number;
  readonly filterHits: number;
  /** Returned rows. */
  readonly rows: number;
  /** Changed rows; undefined if unknown. */
  readonly changes: number | undefined;
  /** Whether the statement is on a row. */
  readonly standing: boolean;
  readonly bindings: readonly SqlValue[];
  readonly firstRow: readonly SqlValue[] | undefined;
}

/** workerd's counts; undefined if unknown. */
export interface RowCounts {
  readonly rowsRead: number | undefined;
  readonly rowsWritten: number | undefined;
}

const UNKNOWN: RowCounts = { rowsRead: undefined, rowsWritten: undefined };

const MEASURES = [
  "steps",
  "plainNexts",
  "fullScanNexts",
  "automaticNexts",
  "sorts",
  "filterMisses",
  "filterHits",
  "rows",
  "changes",
] as const;

/**
 * The rows that workerd's SQLite would have counted in a run. Known if the measurements and the
 * program's control flow leave one answer.
 */
export function rowCounts(program: readonly Operation[], measured: Measured): RowCounts {
  if (program.length === 0) return { rowsRead: 0, rowsWritten: 0 };
  const flow = flowOf(program, measured.standing, measured.bindings);
  if (flow === undefined) return UNKNOWN;
  const known = MEASURES.map((name) => [name, measured[name]] as const);
  const unknowns = new FlowUnknowns(flow, clearsIn(program), known);
  const rowsRead = unknowns.count("rowsRead");
  const entries = entriesCounted(program, measured, unknowns.count("wholeCounts"));
  return {
    rowsRead: rowsRead === undefined || entries === undefined ? undefined : rowsRead + entries,
    rowsWritten: unknowns.count("rowsWritten"),
  };
}

/** What each operation that clears a whole table counts per row. */
function clearsIn(program: readonly Operation[]): Weights[] {
  const main = program.findIndex(({ address }, at) => address === 0 && at > 0);
  return program.flatMap(({ opcode, p3 }, at) => {
    if (opcode !== "Clear" || p3 === 0) return [];
    return [{ rowsWritten: 1, changes: main < 0 || at < main ? 1 : 0 }];
  });
}

/**
 * What the Count operation of `count(*)` adds to the rows read: its result, if the first row shows
 * it.
 */
function entriesCounted(
  program: readonly Operation[],
  { firstRow }: Measured,
  times: number | undefined,
): number | undefined {
  if (times === 0) return 0;
  const at = program.findIndex(({ opcode }) => opcode === "Count");
  const [close, copy, result] = program.slice(at + 1);
  if (times !== 1 || close?.opcode !== "Close" || copy?.opcode !== "Copy") return undefined;
  if (result?.opcode !== "ResultRow" || copy.p1 !== program[at]?.p2) return undefined;
  const value = firstRow?.[copy.p2 - result.p1];
  return typeof value === "number" ? value : undefined;
}
