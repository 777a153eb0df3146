import { markError } from "../rpc/error-marks.ts";
import type { IoActor } from "./io-actor.ts";
import { runInContext } from "./io-context.ts";

/** `io/io-context.h:1840`. */
const SECTION_TIMEOUT_MS = 30_000;

/** `io/io-context.h:50`. */
const MAX_SECTION_DEPTH = 64;

export interface SectionEnd {
  /** Called inside the section when the callback has succeeded. May throw. */
  readonly succeeded?: () => void;
  /**
   * Called inside the section with the callback's error. `reject`: the returned promise fails with
   * that error. `never`: it stays pending, because the actor was reset.
   */
  readonly failed: (error: unknown) => "never" | "reject";
}

/**
 * Runs `callback` in a critical section of the actor's input gate, begun inside the current scope
 * (`io/io-context.h:1807-1890`). The section ends when the callback's promise has settled and every
 * section entered inside it has ended. The code that awaits it then goes on in the outer scope
 * before any other event.
 *
 * @throws {Error} synchronously when sections are nested more than 64 deep.
 */
export function runSection<T>(
  actor: IoActor,
  callback: () => T | PromiseLike<T>,
  end: SectionEnd,
): Promise<T> {
  const outer = actor.currentScope();
  if (outer.depth >= MAX_SECTION_DEPTH) {
    throw new Error("blockConcurrencyWhile() calls are nested too deeply.");
  }
  return new Promise<T>((resolve, reject) => {
    const endTask = actor.activity.beginTask();
    outer.beginSection((section) => {
      if (actor.broken !== undefined) return;
      const clearLimit = actor.activity.limit(SECTION_TIMEOUT_MS, () => {
        const error = new Error(
          "A call to blockConcurrencyWhile() in a Durable Object waited for too long. " +
            "The call was canceled and the Durable Object was reset.",
        );
        actor.break(markError(error, { durableObjectReset: true, overloaded: true }), {
          kind: "input-gate",
        });
      });
      /** Returns how to settle the promise; null: it stays pending. */
      const run = async (): Promise<(() => void) | null> => {
        try {
          const value = await callback();
          await section.callbackEnded();
          if (actor.broken !== undefined) return null;
          end.succeeded?.();
          return () => resolve(value);
        } catch (error) {
          await section.callbackEnded();
          if (actor.broken !== undefined) return null;
          return end.failed(error) === "reject" ? () => reject(error) : null;
        }
      };
      runInContext(actor.namespace.loop, { actor, scope: section }, () => {
        void run().then((settle) => {
          clearLimit();
          endTask();
          if (settle === null || actor.broken !== undefined) return;
          section.end(() => actor.runIn(outer, settle));
        });
      });
    }, endTask);
  });
}
