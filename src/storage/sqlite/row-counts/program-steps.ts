import type { CursorKind } from "./program-cursors.ts";
import { branches } from "./program-opcodes.ts";
import type { KeyKind } from "./program-registers.ts";
import type { Operation } from "../policy/sql-program.ts";

/**
 * The counts that one run of an operation, or one edge from it, adds. `rowsRead` and `rowsWritten`
 * are workerd's (`patches/sqlite/0001-row-counts-plain.patch`); the others are SQLite's, see {@link
 * StatementCounters}.
 */
export interface Weights {
  /** Operations. */
  readonly steps?: number;
  readonly rowsRead?: number;
  readonly rowsWritten?: number;
  readonly changes?: number;
  /** Runs of Count, which counts all entries of a table or index. */
  readonly wholeCounts?: number;
  readonly rows?: number;
  readonly sorts?: number;
  readonly filterMisses?: number;
  readonly filterHits?: number;
  readonly plainNexts?: number;
  readonly fullScanNexts?: number;
  readonly automaticNexts?: number;
}

/** A successor of an operation. */
export interface Way extends Weights {
  /** Its place in the list of all operations. */
  readonly to: number;
}

/** OPFLAG_NCHANGE: the operation counts for `changes()`. */
const COUNTS_CHANGE = 0x01;

/**
 * The counts that an operation adds, independent of its successor.
 *
 * @param cursor the kind of its cursor
 * @param isMain whether it belongs to the statement's program, not a trigger's
 * @returns undefined if unknown
 */
export function weightsOf(
  step: Operation,
  cursor: CursorKind | undefined,
  isMain: boolean,
): Weights | undefined {
  const { opcode, p2, p3, p5 } = step;
  switch (opcode) {
    case "Insert":
    case "IdxInsert":
    case "Delete": {
      if (cursor === undefined) return undefined;
      const counted = (opcode === "Delete" ? p2 : p5) & COUNTS_CHANGE;
      const written = opcode === "Delete" ? counted : 1;
      const rowsWritten = cursor.startsWith("ephemeral") ? 0 : written;
      return { rowsWritten, changes: isMain ? counted : 0 };
    }
    case "Last":
    case "Rewind":
    case "NotExists":
    case "VNext":
      return { rowsRead: 1 };
    case "Sort":
    case "SorterSort":
      return { rowsRead: 1, sorts: 1 };
    case "Count":
      return { wholeCounts: p3 === 0 ? 1 : 0 };
    case "ResultRow":
      return { rows: 1 };
    default:
      return {};
  }
}

/**
 * The successors of an operation that continues at `p2` or at the next one.
 *
 * @param at its place in the list of all operations
 * @param cursor what its cursor is on
 * @param key the kind of a seek's key
 * @returns undefined if unknown
 */
export function waysOf(
  step: Operation,
  at: number,
  cursor: CursorKind | undefined,
  key: () => KeyKind,
): Way[] | undefined {
  const { opcode, address, p2, p5 } = step;
  const next = at + 1;
  const jump = at - address + p2;
  switch (opcode) {
    case "SorterNext":
    case "Next":
    case "Prev":
      return [{ to: jump, rowsRead: 1, ...nextCounter(p5) }, { to: next }];
    case "SeekEnd":
      // If the cursor is already at its end, there is no search.
      return [{ to: next, rowsRead: 1 }, { to: next }];
    case "Filter":
      return [
        { to: jump, filterHits: 1 },
        { to: next, filterMisses: 1 },
      ];
    case "SeekRowid":
    case "SeekGE":
    case "SeekGT":
    case "SeekLE":
    case "SeekLT":
      return seekWays(opcode, { next, jump }, cursor, key);
    default:
      // `p2` of 0 means no jump.
      return branches(opcode) && p2 !== 0 ? [{ to: jump }, { to: next }] : [{ to: next }];
  }
}

function seekWays(
  opcode: string,
  { next, jump }: { readonly next: number; readonly jump: number },
  cursor: CursorKind | undefined,
  key: () => KeyKind,
): Way[] | undefined {
  if (cursor === undefined) return undefined;
  // Skips the next operation, which would compare again.
  if (cursor === "equal") return [{ to: jump }, { to: next + 1, rowsRead: 1 }];
  const looked = [
    { to: jump, rowsRead: 1 },
    { to: next, rowsRead: 1 },
  ];
  if (cursor.endsWith("index")) return looked;
  const notLooked = [{ to: jump }];
  if (opcode === "SeekLE" || opcode === "SeekLT") notLooked.push({ to: next });
  switch (key()) {
    case "number":
      return looked;
    case "nothing":
      return notLooked;
    default:
      return [...looked, ...notLooked];
  }
}

function nextCounter(p5: number): Weights {
  switch (p5) {
    case 0:
      return { plainNexts: 1 };
    case 1:
      return { fullScanNexts: 1 };
    case 3:
      return { automaticNexts: 1 };
    default:
      return {};
  }
}
