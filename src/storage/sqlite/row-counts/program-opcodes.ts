/** Operations that go on to `p2` or to the next one. */
const JUMPS = new Set(
  (
    "ElseEq Eq Filter FkIfZero Found Ge Gt IdxGE IdxGT IdxLE IdxLT If IfEmpty IfNoHope IfNot " +
    "IfNotOpen IfNotZero IfNullRow IfPos IfSizeBetween IsNull IsType Last Le Lt MustBeInt Ne Next " +
    "NoConflict NotExists NotFound NotNull Once Prev Rewind RowSetRead RowSetTest SeekGE SeekGT " +
    "SeekLE SeekLT SeekRowid SequenceTest Sort SorterCompare SorterNext SorterSort DecrJumpZero VFilter VNext"
  ).split(" "),
);

/** Operations that go on to the next one, and nowhere else. */
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

/** Those that always go on to `p2`, or to the next one if that is 0. */
const ALWAYS = new Set("Gosub Goto Init InitCoroutine".split(" "));

/** Those that go on to where others say. */
const ANYWHERE = new Set("EndCoroutine Halt Jump Program Return SeekScan Yield".split(" "));

/** Whether it is known where an operation can go on. */
export function isKnownOpcode(opcode: string): boolean {
  return PLAIN.has(opcode) || JUMPS.has(opcode) || ALWAYS.has(opcode) || ANYWHERE.has(opcode);
}

/** Whether an operation goes on to `p2` or to the next one. */
export function branches(opcode: string): boolean {
  return JUMPS.has(opcode);
}

/** Whether an operation goes on to `p2`, at times or always. */
export function jumpsToP2(opcode: string): boolean {
  return JUMPS.has(opcode) || ALWAYS.has(opcode);
}

/** Whether an operation may go on to what neither `p2` nor its place tell. */
export function jumpsAnywhere(opcode: string): boolean {
  return ANYWHERE.has(opcode) && opcode !== "Halt" && opcode !== "Program";
}
