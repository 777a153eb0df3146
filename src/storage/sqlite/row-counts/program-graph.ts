import type { SqlValue } from "../database.ts";
import { coroutinesOf, returnsTo } from "./program-coroutines.ts";
import { ProgramCursors } from "./program-cursors.ts";
import { isKnownOpcode } from "./program-opcodes.ts";
import { ProgramRegisters } from "./program-registers.ts";
import { type Limit, type Rules, rulesOf } from "./program-rules.ts";
import { type Way, waysOf, type Weights, weightsOf } from "./program-steps.ts";
import type { Operation } from "../policy/sql-program.ts";

/** The exit node: the end, or the current row. */
export const END = -1;

/** All operations of a statement, then those of its triggers. */
export interface ProgramGraph extends Rules {
  /** What each operation counts. */
  readonly weights: readonly Weights[];
  /** The possible successors of each. */
  readonly ways: readonly (readonly Way[])[];
}

/** OE_Ignore: the trigger continues at `p2` of its call. */
const IGNORE = 4;

/**
 * @param operations of `EXPLAIN`: the statement's, then those of its triggers
 * @param standing whether the statement is on a row; otherwise it has ended
 * @returns undefined for programs with unknown operations or forms
 */
export function graphOf(
  operations: readonly Operation[],
  standing: boolean,
  bindings: readonly SqlValue[],
): ProgramGraph | undefined {
  if (!operations.every(({ opcode }) => isKnownOpcode(opcode))) return undefined;
  const starts = operations.flatMap(({ address }, at) => (address === 0 ? [at] : []));
  const callers = operations.flatMap(({ opcode }, at) => (opcode === "Program" ? [at] : []));
  // EXPLAIN lists a program at its first call. With several calls the caller would be unknown.
  if (callers.length !== starts.length - 1) return undefined;
  const weights: (Weights | undefined)[] = [];
  const ways: (readonly Way[] | undefined)[] = [];
  const limits: Limit[] = [];
  const alternatives: Rules["alternatives"][number][] = [];
  for (const [index, start] of starts.entries()) {
    const program = operations.slice(start, starts[index + 1]);
    const cursors = new ProgramCursors(program);
    const registers = new ProgramRegisters(program, bindings);
    const control = controlOf(program, {
      start,
      standing,
      caller: callers[index - 1],
      called: (at) => starts[callers.indexOf(at) + 1] ?? END,
      operations,
    });
    if (control === undefined) return undefined;
    for (const step of program) {
      const cursor = cursors.kind(step);
      weights.push(weightsOf(step, cursor, index === 0));
      ways.push(
        control(step) ?? waysOf(step, start + step.address, cursor, () => registers.keyKind(step)),
      );
    }
    const rules = rulesOf(program, registers, start, index === 0);
    limits.push(...rules.limits);
    alternatives.push(...rules.alternatives);
  }
  const known = weights.every((entry) => entry !== undefined);
  if (!known || !ways.every((entry) => entry !== undefined)) return undefined;
  return { weights, ways, limits, alternatives };
}

interface Context {
  readonly operations: readonly Operation[];
  /** The program's first place. */
  readonly start: number;
  readonly standing: boolean;
  /** The operation that calls this trigger's program, if it is one. */
  readonly caller: number | undefined;
  /** The first place of the program that an operation calls. */
  called(at: number): number;
}

/** The edges from operations whose successor is neither `p2` nor the next one. */
function controlOf(
  program: readonly Operation[],
  { operations, start, standing, caller, called }: Context,
): ((step: Operation) => Way[] | undefined) | undefined {
  const coroutines = coroutinesOf(program);
  if (coroutines === undefined) return undefined;
  const to = (...addresses: number[]): Way[] =>
    [...new Set(addresses)].map((address) => ({ to: start + address }));
  return (step) => {
    const { opcode, address, p1, p2, p3, p5 } = step;
    const next = address + 1;
    switch (opcode) {
      case "Goto":
      case "Gosub":
        return to(p2);
      case "Init":
      case "InitCoroutine":
        return to(p2 === 0 ? next : p2);
      case "Jump":
        return to(p1, p2, p3);
      case "SeekScan":
        return to(next, p2, program[next]?.p2 ?? 0);
      case "Return": {
        const after = returnsTo(program, p1).map(({ address: target }) => target);
        return to(...after, ...(p3 === 0 ? [] : [next]));
      }
      case "Yield":
      case "EndCoroutine":
        return to(...(coroutines.get(p1)?.from(address) ?? []));
      case "ResultRow":
        return standing ? [...to(next), { to: END }] : to(next);
      case "Program":
        // Triggers are not recursive here.
        return [
          { to: called(start + address) },
          ...(p5 !== 0 && caller !== undefined ? to(next) : []),
        ];
      case "Halt": {
        // After an error the counts are not read.
        if (p1 !== 0) return [];
        if (caller === undefined) return standing ? [] : [{ to: END }];
        const call = operations[caller];
        if (call === undefined || p2 !== IGNORE) return [{ to: caller + 1 }];
        return [{ to: caller - call.address + call.p2 }];
      }
      default:
        return undefined;
    }
  };
}
