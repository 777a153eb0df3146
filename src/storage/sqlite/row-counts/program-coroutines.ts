import type { Operation } from "../policy/sql-program.ts";

/** A part of a program that yields rows to its callers and resumes. */
export interface Coroutine {
  /** Places that initialise it. */
  readonly inits: readonly number[];
  readonly begin: number;
  /** Places outside that request a row. */
  readonly callers: readonly number[];
  /** Places that yield a row. */
  readonly gives: readonly number[];
  /** Where a Yield operation may continue. */
  from(address: number): number[];
}

/**
 * The coroutines of a program by their register.
 *
 * @returns undefined if their form is unknown
 */
export function coroutinesOf(program: readonly Operation[]): Map<number, Coroutine> | undefined {
  const coroutines = new Map<number, Coroutine>();
  for (const { opcode, p1, p3: begin } of program) {
    if (opcode !== "InitCoroutine") continue;
    const inits = placesOf(program, "InitCoroutine", p1);
    const end = placesOf(program, "EndCoroutine", p1).find((place) => place >= begin);
    if (end === undefined || inits.some((place) => program[place]?.p3 !== begin)) return undefined;
    const yields = placesOf(program, "Yield", p1);
    const inside = (place: number): boolean => place >= begin && place < end;
    const callers = yields.filter((place) => !inside(place));
    const gives = yields.filter(inside);
    const after = (place: number): number => place + 1;
    const from = (address: number): number[] => {
      if (address === end) return callers.map((place) => program[place]?.p2 ?? 0);
      return inside(address) ? callers.map(after) : [begin, ...gives.map(after)];
    };
    coroutines.set(p1, { inits, begin, callers, gives, from });
  }
  return coroutines;
}

/** The places of all operations with this opcode and `p1`. */
export function placesOf(program: readonly Operation[], opcode: string, p1: number): number[] {
  return program.flatMap((step, address) =>
    step.opcode === opcode && step.p1 === p1 ? [address] : [],
  );
}

/** The possible return places of a subroutine by its register, and the operations that set them. */
export function returnsTo(
  program: readonly Operation[],
  register: number,
): { address: number; by: number }[] {
  return program.flatMap(({ opcode, address, p1, p2 }) => {
    if (opcode === "Gosub" && p1 === register) return [{ address: address + 1, by: address }];
    // Return continues behind the place in its register.
    if (opcode === "Integer" && p2 === register) return [{ address: p1 + 1, by: address }];
    return [];
  });
}
