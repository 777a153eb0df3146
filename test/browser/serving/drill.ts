import { inject } from "vitest";
import { seededRandom } from "../../unit/seeded-random.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** From the environment: `TABD_SEED`, `TABD_DRILL_ROUNDS`. */
    readonly drill: { readonly seed: number; readonly rounds: number };
  }
}

/** Seeded random numbers in [0, 1), and choices by them. */
export interface Chance {
  readonly rounds: number;
  /** An integer below `end`. */
  below(end: number): number;
  /** A random element. */
  pick<T>(all: readonly T[]): T;
}

/** Prints its seed, so that a failed run can be repeated. */
export function startDrill(name: string): Chance {
  const { seed, rounds } = inject("drill");
  console.log(`${name}: seed ${seed} (again with TABD_SEED=${seed}), ${rounds} rounds`);
  const random = seededRandom(seed);
  const below = (end: number): number => Math.floor(random() * end);
  return {
    rounds,
    below,
    pick: (all) => {
      if (all.length === 0) throw new Error("there is nothing to choose from");
      return all[below(all.length)] as (typeof all)[number];
    },
  };
}
