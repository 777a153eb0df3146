import { jumpsAnywhere, jumpsToP2 } from "./program-opcodes.ts";
import type { Operation } from "../policy/sql-program.ts";

/**
 * What a cursor is on: a table with rowids, an index (or a table without rowids), or a table that is
 * gone with the statement. Where seeks of an index look for nothing but what is equal, it is "equal".
 */
export type CursorKind = "table" | "index" | "equal" | "ephemeral table" | "ephemeral index";

/** OPFLAG_SEEKEQ. */
const SEEKS_EQUAL = 0x02;

interface Opening {
  readonly address: number;
  readonly kind: CursorKind;
}

/** The cursors of one program, of which a number may stand for several, one after the other. */
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
        // What is duplicated is always gone with the statement.
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

  /** What an operation's cursor is on; undefined if that is not known. */
  kind({ address, p1 }: Operation): CursorKind | undefined {
    const openings = this.#openings.get(p1) ?? [];
    const [first] = openings;
    if (openings.every(({ kind }) => kind === first?.kind)) return first?.kind;
    // It is what was opened last before, if nothing leads back here from where the next is opened.
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

/** Whether a jump from `from` or behind leads to `to` or before. */
export function goesBack(program: readonly Operation[], from: number, to: number): boolean {
  // What the first operation leads to is run before all others, and then leads to the second.
  const prologue = program[0]?.p2 ?? 0;
  return program.some(({ address, opcode, p2 }) => {
    if (address < from || (prologue > 0 && address >= prologue)) return false;
    return jumpsAnywhere(opcode) || (jumpsToP2(opcode) && p2 > 0 && p2 <= to);
  });
}
