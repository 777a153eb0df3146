/** Opcodes that continue at `p2` or at the next operation. */
const JUMPS = new Set(
  (
    "ElseEq Eq Filter FkIfZero Found Ge Gt IdxGE IdxGT IdxLE IdxLT If IfEmpty IfNoHope IfNot " +
    "IfNotOpen IfNotZero IfNullRow IfPos IfSizeBetween IsNull IsType Last Le Lt MustBeInt Ne Next " +
    "NoConflict NotExists NotFound NotNull Once Prev Rewind RowSetRead RowSetTest SeekGE SeekGT " +
    "SeekLE SeekLT SeekRowid SequenceTest Sort SorterCompare SorterNext SorterSort DecrJumpZero VFilter VNext"
  ).split(" "),
);

/** Opcodes that continue at the next operation. */
const PLAIN = new Set(
  (
    "Abortable Add AddImm Affinity AggFinal AggInverse AggStep AggStep1 AggValue And AutoCommit " +
    "BeginSubrtn BitAnd BitNot BitOr Blob Cast Clear Close ClrSubtype CollSeq Column ColumnsUsed " +
    "Compare Concat Copy Count CreateBtree CursorHint CursorLock CursorUnlock DeferredSeek Delete " +
    "Destroy Divide DropIndex DropTable DropTrigger Expire Explain FilterAdd FinishSeek FkCheck " +
    "FkCounter Function GetSubtype HaltIfNull IdxDelete IdxInsert IdxRowid Insert Int64 IntCopy " +
    "Integer IsTrue JournalMode LoadAnalysis MakeRecord MaxPgcnt MemMax Move Multiply NewRowid Noop " +
    "Not Null NullRow Offset OffsetLimit OpenAutoindex OpenDup OpenEphemeral OpenPseudo OpenRead " +
    "OpenWrite Or Pagecount Param ParseSchema Permutation PureFunc ReadCookie Real RealAffinity " +
    "ReleaseReg Remainder ReopenIdx ResetCount ResetSorter ResultRow RowCell RowData RowSetAdd Rowid " +
    "SCopy SeekEnd SeekHit Sequence SetCookie SetSubtype ShiftLeft ShiftRight SoftNull " +
    "SorterData SorterInsert SorterOpen SqlExec String String8 Subtract TableLock Trace Transaction " +
    "TypeCheck VBegin VColumn VInitIn VOpen Variable ZeroOrNull"
  ).split(" "),
);

/** Opcodes that always continue at `p2`, or at the next operation if that is 0. */
const ALWAYS = new Set("Gosub Goto Init InitCoroutine".split(" "));

/** Opcodes whose successor depends on other operations. */
const ANYWHERE = new Set("EndCoroutine Halt Jump Program Return SeekScan Yield".split(" "));

/** Whether the successors of an opcode are known. */
export function isKnownOpcode(opcode: string): boolean {
  return PLAIN.has(opcode) || JUMPS.has(opcode) || ALWAYS.has(opcode) || ANYWHERE.has(opcode);
}

/** Whether it continues at `p2` or at the next operation. */
export function branches(opcode: string): boolean {
  return JUMPS.has(opcode);
}

/** Whether it may continue at `p2`. */
export function jumpsToP2(opcode: string): boolean {
  return JUMPS.has(opcode) || ALWAYS.has(opcode);
}

/** Whether it may continue elsewhere than at `p2` or the next operation. */
export function jumpsAnywhere(opcode: string): boolean {
  return ANYWHERE.has(opcode) && opcode !== "Halt" && opcode !== "Program";
}
