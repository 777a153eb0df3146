import type { SqlValue } from "../database.ts";

/** One operation of SQLite's virtual machine: a row of `EXPLAIN`. */
export interface Operation {
  /** Its address in the program; each trigger's program starts at 0. */
  readonly address: number;
  readonly opcode: string;
  readonly p1: number;
  readonly p2: number;
  readonly p3: number;
  readonly p4: string;
  readonly p5: number;
}

/** @param line a row of `EXPLAIN` */
export function operation([address, opcode, p1, p2, p3, p4, p5]: readonly SqlValue[]): Operation {
  return {
    address: Number(address),
    opcode: String(opcode),
    p1: Number(p1),
    p2: Number(p2),
    p3: Number(p3),
    p4: typeof p4 === "string" ? p4 : "",
    p5: Number(p5),
  };
}

/** Whether a program reads virtual tables, as pragmas and `json_each()` are. */
export function usesVirtualTables(program: readonly Operation[]): boolean {
  return program.some(({ opcode }) => opcode === "VFilter");
}
