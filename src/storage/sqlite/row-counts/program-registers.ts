import type { SqlValue } from "../database.ts";
import type { Operation } from "../policy/sql-program.ts";

/**
 * The kind of a seek's key: a "number" is searched; a value that is not convertible to a number is
 * "nothing", and no row counts as read; undefined if unknown.
 */
export type KeyKind = "number" | "nothing" | undefined;

const words = (text: string): ReadonlySet<string> => new Set(text.split(" "));

/** Opcodes that write no register. */
const WRITE_NOTHING = words(
  "Clear Close DeferredSeek Delete Destroy Eq Expire FinishSeek FkCheck FkCounter FkIfZero Found Ge " +
    "Goto Gt Halt HaltIfNull IdxDelete IdxGE IdxGT IdxInsert IdxLE IdxLT If IfEmpty IfNoHope IfNot " +
    "IfNotOpen IfNullRow IfSizeBetween Init Insert IsNull IsType Last Le Lt Ne Next NoConflict Noop " +
    "NotExists NotFound NotNull NullRow Once OpenAutoindex OpenDup OpenEphemeral OpenPseudo OpenRead " +
    "OpenWrite ParseSchema Prev ReopenIdx ResetCount ResultRow Return Rewind SeekEnd SeekGE SeekGT " +
    "SeekHit SeekLE SeekLT SeekRowid SetCookie Sort SorterInsert SorterNext SorterOpen SorterSort " +
    "TableLock Transaction",
);

/** Opcodes that write register `p1` only. */
const WRITE_P1 = words(
  "AddImm AggFinal Cast CollSeq DecrJumpZero FilterAdd Gosub IfNotZero IfPos InitCoroutine MemMax " +
    "MustBeInt RealAffinity SoftNull Yield",
);

/** Opcodes that write register `p2` only. */
const WRITE_P2 = words(
  "BeginSubrtn Blob Count CreateBtree IdxRowid Int64 IntCopy Integer NewRowid Not OffsetLimit Param " +
    "ReadCookie Real RowData Rowid SCopy Sequence SorterData String String8 Variable",
);

/** Opcodes that write register `p3` only. */
const WRITE_P3 = words(
  "Add AggStep And Column Concat Divide Function MakeRecord Multiply Or PureFunc RowSetRead Subtract",
);

const WHOLE_NUMBER = words("Int64 IntCopy Integer IdxRowid NewRowid Rowid");

/** A text that SQLite converts to an integer. */
const DIGITS = /^\s*[+-]?\d{1,15}\s*$/;

/** What is known of one program's registers, from constants, rowids and bindings. */
export class ProgramRegisters {
  readonly #program: readonly Operation[];
  readonly #bindings: readonly SqlValue[];

  constructor(program: readonly Operation[], bindings: readonly SqlValue[]) {
    this.#program = program;
    this.#bindings = bindings;
  }

  /** The kind of a seek's key. */
  keyKind({ opcode, p3 }: Operation): KeyKind {
    return this.#kind(p3, opcode === "SeekRowid", 2);
  }

  /**
   * The start value of a countdown.
   *
   * @returns the value and the operation that sets it; undefined if unknown
   */
  countdown({ p1: register }: Operation): { from: number; set: Operation } | undefined {
    const writers = this.writersOf(register).filter(
      ({ opcode }) => opcode !== "IfNotZero" && opcode !== "MustBeInt",
    );
    const [set, another] = writers;
    if (set === undefined || another !== undefined) return undefined;
    const value =
      set.opcode === "Integer"
        ? set.p1
        : set.opcode === "Variable"
          ? this.#bindings[set.p1 - 1]
          : undefined;
    return typeof value === "number" && Number.isSafeInteger(value) && value >= 0
      ? { from: value, set }
      : undefined;
  }

  /** All operations that may write a register. */
  writersOf(register: number): Operation[] {
    return this.#program.filter((step) => mayWrite(step, register));
  }

  /** @param whole whether only integers are searched */
  #kind(register: number, whole: boolean, depth: number): KeyKind {
    const kinds = new Set(
      this.writersOf(register).map((step) => this.#written(step, register, whole, depth)),
    );
    return kinds.size === 1 ? [...kinds][0] : undefined;
  }

  #written(step: Operation, register: number, whole: boolean, depth: number): KeyKind {
    const { opcode, p1, p2, p3, p4 } = step;
    if (opcode === "Column" && p2 === 0 && p3 === register && depth > 0) {
      return this.#inserted(p1, whole, depth - 1);
    }
    if (!WRITE_P2.has(opcode) || p2 !== register) return undefined;
    if (WHOLE_NUMBER.has(opcode)) return "number";
    if (opcode === "String8") return kindOfValue(p4, whole);
    return opcode === "Variable" ? kindOfValue(this.#bindings[p1 - 1], whole) : undefined;
  }

  /** The kind of the first column of all records that are inserted into an ephemeral table. */
  #inserted(cursor: number, whole: boolean, depth: number): KeyKind {
    const opens = this.#program.filter(
      ({ opcode, p1 }) => p1 === cursor && (opcode.startsWith("Open") || opcode === "ReopenIdx"),
    );
    if (opens.some(({ opcode }) => opcode !== "OpenEphemeral")) return undefined;
    const records = this.#program
      .filter(({ opcode, p1 }) => p1 === cursor && opcode.endsWith("Insert"))
      .flatMap(({ p2 }) => this.writersOf(p2));
    const kinds = new Set(
      records.map(({ opcode, p1 }) =>
        opcode === "MakeRecord" ? this.#kind(p1, whole, depth) : undefined,
      ),
    );
    return kinds.size === 1 ? [...kinds][0] : undefined;
  }
}

function mayWrite({ opcode, p1, p2, p3 }: Operation, register: number): boolean {
  if (WRITE_NOTHING.has(opcode)) return false;
  if (WRITE_P1.has(opcode)) return p1 === register;
  if (WRITE_P2.has(opcode)) return p2 === register;
  if (WRITE_P3.has(opcode)) return p3 === register;
  if (opcode === "Null") return register >= p2 && register <= Math.max(p2, p3);
  if (opcode === "Copy") return register >= p2 && register <= p2 + p3;
  if (opcode === "Affinity") return register >= p1 && register < p1 + p2;
  return true;
}

function kindOfValue(value: SqlValue | undefined, whole: boolean): KeyKind {
  if (value === null) return "nothing";
  if (typeof value === "string") {
    if (DIGITS.test(value)) return "number";
    return /\d/.test(value) ? undefined : "nothing";
  }
  if (typeof value !== "number") return undefined;
  // A rowid is never a fraction, but may be compared with one.
  if (Number.isSafeInteger(value)) return "number";
  if (whole) return Math.abs(value) < 2 ** 50 ? "nothing" : undefined;
  return Number.isFinite(value) ? "number" : undefined;
}
