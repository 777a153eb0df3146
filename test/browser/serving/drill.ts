import { inject } from "vitest";
import { seededRandom } from "../../unit/seeded-random.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** From the environment: `TABD_SEED`, `TABD_DRILL_ROUNDS`. */
    readonly drill: { readonly seed: number; readonly rounds: number };
  }
}

/** Numbers in [0, 1) that a seed gives again, and what is chosen by them. */
export interface Chance {
  readonly rounds: number;
  /** A whole number below `end`. */
  below(end: number): number;
  /** One of them. */
  pick<T>(all: readonly T[]): T;
}

/** Says its seed, so that a run that failed can be had again. */
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
