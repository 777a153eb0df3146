import { jumpsAnywhere, jumpsToP2 } from "./program-opcodes.ts";
import type { Operation } from "../policy/sql-program.ts";

/**
 * What a cursor iterates: a rowid table, an index (or a WITHOUT ROWID table), or an ephemeral table.
 * "equal" is an index with equality seeks only.
 */
export type CursorKind = "table" | "index" | "equal" | "ephemeral table" | "ephemeral index";

/** OPFLAG_SEEKEQ. */
const SEEKS_EQUAL = 0x02;

interface Opening {
  readonly address: number;
  readonly kind: CursorKind;
}

/** The cursors of one program. A cursor number may be reused. */
export class ProgramCursors {
  readonly #program: readonly Operation[];
  readonly #openings = new Map<number, Opening[]>();

  constructor(program: readonly Operation[]) {
    this.#program = program;
    for (const { opcode, address, p1, p4, p5 } of program) {
      const onKeys = p4.startsWith("k(");
      switch (opcode) {
        case "OpenEphemeral":
        case "OpenAutoindex":
        case "SorterOpen":
        case "OpenPseudo":
        // Only ephemeral tables are duplicated.
        case "OpenDup":
          this.#add(p1, { address, kind: `ephemeral ${onKeys ? "index" : "table"}` });
          break;
        case "OpenRead":
        case "OpenWrite":
        case "ReopenIdx": {
          const equal = (p5 & SEEKS_EQUAL) !== 0;
          this.#add(p1, { address, kind: !onKeys ? "table" : equal ? "equal" : "index" });
        }
      }
    }
  }

  /** The kind of an operation's cursor; undefined if unknown. */
  kind({ address, p1 }: Operation): CursorKind | undefined {
    const openings = this.#openings.get(p1) ?? [];
    const [first] = openings;
    if (openings.every(({ kind }) => kind === first?.kind)) return first?.kind;
    // The last one opened before, if no jump leads back here from the next opening.
    const next = openings.find((opening) => opening.address > address);
    if (next !== undefined && goesBack(this.#program, next.address, address)) return undefined;
    return openings.findLast((opening) => opening.address < address)?.kind;
  }

  #add(cursor: number, opening: Opening): void {
    const openings = this.#openings.get(cursor);
    if (openings === undefined) this.#openings.set(cursor, [opening]);
    else openings.push(opening);
  }
}

/** Whether a jump leads from `from` or later to `to` or earlier. */
export function goesBack(program: readonly Operation[], from: number, to: number): boolean {
  // Init jumps to the initialisation, which then jumps to the second operation.
  const prologue = program[0]?.p2 ?? 0;
  return program.some(({ address, opcode, p2 }) => {
    if (address < from || (prologue > 0 && address >= prologue)) return false;
    return jumpsAnywhere(opcode) || (jumpsToP2(opcode) && p2 > 0 && p2 <= to);
  });
}
