import { coroutinesOf, placesOf, returnsTo } from "./program-coroutines.ts";
import { goesBack } from "./program-cursors.ts";
import type { ProgramRegisters } from "./program-registers.ts";
import type { Operation } from "../policy/sql-program.ts";

/** How often an operation ran or, with `to`, continued there. */
export interface Move {
  readonly from: number;
  readonly to?: number;
}

/** `less` happens at most `times` as often as `more`. */
export interface Limit {
  readonly less: readonly Move[];
  readonly more: readonly Move[];
  readonly times: number;
}

/** None of these happens; with `least`, at least that many. */
export interface Claim {
  readonly moves: readonly Move[];
  readonly least?: number;
}

/** Constraints besides the conservation of flow. */
export interface Rules {
  readonly limits: readonly Limit[];
  /** At least one of each pair holds. */
  readonly alternatives: readonly (readonly [Claim, Claim])[];
}

/**
 * The constraints from registers: return places of subroutines and coroutines, operations that run
 * once, countdowns, and registers that are NULL until they are set.
 *
 * @param start the program's first place in the list of all operations
 * @param isMain whether it is the statement's program, not a trigger's
 */
export function rulesOf(
  program: readonly Operation[],
  registers: ProgramRegisters,
  start: number,
  isMain: boolean,
): Rules {
  const limits: Limit[] = [];
  const alternatives: [Claim, Claim][] = [];
  const move = (from: number, to?: number): Move => ({
    from: start + from,
    ...(to !== undefined && { to: start + to }),
  });
  const limit = (less: readonly Move[], more: readonly Move[], times = 1): void => {
    limits.push({ less, more, times });
  };
  for (const step of program) {
    const { opcode, address, p1, p2 } = step;
    const next = move(address, address + 1);
    if (opcode === "Return") {
      for (const target of returnsTo(program, p1)) {
        const returns = placesOf(program, "Return", p1).map((place) => move(place, target.address));
        limit(returns, [move(target.by)]);
      }
    }
    if (!isMain) continue;
    if (opcode === "Once") {
      limit([next], [move(0)]);
      alternatives.push([{ moves: [move(address)] }, { moves: [next], least: 1 }]);
    }
    if (opcode === "IfNotZero") {
      const countdown = registers.countdown(step);
      if (countdown === undefined) continue;
      const { from, set } = countdown;
      const jump = move(address, p2);
      limit([jump], [move(set.address)], from);
      if (from > 0) alternatives.push([{ moves: [next] }, { moves: [jump], least: from }]);
    }
    if (opcode === "IsNull" && !goesBack(program, address, address)) {
      const setters = registers.writersOf(p1).filter((writer) => writer.opcode !== "Null");
      limit(
        [next],
        setters.map((setter) => move(setter.address)),
      );
    }
  }
  for (const [made, compared] of isMain ? newIds(program) : []) {
    alternatives.push([
      { moves: [move(made.address)] },
      { moves: [move(compared.address, compared.p2)] },
    ]);
  }
  for (const { inits, begin, callers, gives } of coroutinesOf(program)?.values() ?? []) {
    const calls = (to: number): Move[] => callers.map((caller) => move(caller, to));
    limit(
      calls(begin),
      inits.map((place) => move(place)),
    );
    for (const place of gives) limit(calls(place + 1), [move(place)]);
    if (callers.length === 1) continue;
    for (const caller of callers) {
      limit(
        gives.map((place) => move(place, caller + 1)),
        [move(caller)],
      );
    }
  }
  return { limits, alternatives };
}

/**
 * An AUTOINCREMENT id is greater than the stored one: each operation that creates an id, with the
 * one that compares both and jumps if there is nothing to store.
 */
function newIds(program: readonly Operation[]): [made: Operation, compared: Operation][] {
  return program.flatMap((made): [Operation, Operation][] => {
    if (made.opcode !== "NewRowid" || made.p3 === 0) return [];
    const kept = program.find(({ opcode, p3 }) => opcode === "Le" && p3 === made.p3);
    return kept === undefined ? [] : [[made, kept]];
  });
}
