import { isGlobalScope } from "../../api/worker-scope.ts";
import { definePlatform } from "./define-global.ts";

type Maker = new (...args: unknown[]) => unknown;

/**
 * Lets nobody make code of text once the worker's modules have run (V8's
 * `AllowCodeGenerationFromStrings`, `allow_eval_during_startup`): libraries that try then take the
 * way here that they take on Workers.
 */
export function forbidCodeGeneration(): void {
  // oxlint-disable-next-line no-eval -- it is what is guarded
  const platformEval = globalThis.eval;
  definePlatform(
    globalThis,
    "eval",
    {
      eval(code: unknown): unknown {
        checkAllowed();
        return platformEval(code as string);
      },
    }.eval,
  );
  const samples = [() => undefined, async () => undefined, function* () {}, async function* () {}];
  for (const sample of samples) guardMaker(Object.getPrototypeOf(sample) as object);
}

/** Guards what makes functions of one kind: `Function`, and its unnamed kin. */
function guardMaker(prototype: object): void {
  const make = prototype.constructor as Maker;
  const guarded = new Proxy(make, {
    apply(target, self, args: unknown[]) {
      checkMade(args);
      return Reflect.apply(target, self, args) as unknown;
    },
    construct(target, args, newTarget) {
      checkMade(args);
      return Reflect.construct(target, args, newTarget) as object;
    },
  });
  // Those of generators cannot be written, only defined anew.
  Object.defineProperty(prototype, "constructor", { value: guarded, configurable: true });
  if (make === Function) definePlatform(globalThis, "Function", guarded);
}

/** A function of no text is no code. */
function checkMade(args: readonly unknown[]): void {
  if (args.length > 0) checkAllowed();
}

function checkAllowed(): void {
  if (isGlobalScope()) return;
  throw new EvalError("Code generation from strings disallowed for this context");
}
