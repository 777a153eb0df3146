import { isGlobalScope } from "../../api/worker-scope.ts";
import { apply, bare, construct } from "./captured.ts";
import { definePlatform } from "./define-global.ts";

type FunctionConstructor = new (...args: unknown[]) => unknown;

/**
 * Forbids code generation from strings once the worker's modules have run (V8's
 * `AllowCodeGenerationFromStrings`, `allow_eval_during_startup`): libraries that try `eval` then
 * take the same fallback as on Workers.
 */
export function forbidCodeGeneration(): void {
  // oxlint-disable-next-line no-eval -- this is the guard of eval
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
  const guardedFunction = guardConstructor(Object.getPrototypeOf(() => undefined) as object);
  definePlatform(globalThis, "Function", guardedFunction);
  for (const sample of [async () => undefined, function* () {}, async function* () {}]) {
    const guarded = guardConstructor(Object.getPrototypeOf(sample) as object);
    // Their prototype is the platform's `Function`.
    Object.setPrototypeOf(guarded, guardedFunction);
  }
}

/** Guards `Function` or one of its unnamed relatives (`AsyncFunction` and so on). */
function guardConstructor(prototype: object): FunctionConstructor {
  const guarded = new Proxy(
    prototype.constructor as FunctionConstructor,
    bare<ProxyHandler<FunctionConstructor>>({
      apply(target, self, args) {
        checkArguments(args);
        return apply(target, self, args) as unknown;
      },
      construct(target, args, newTarget) {
        checkArguments(args);
        return construct(target, args, newTarget) as object;
      },
    }),
  );
  // Generator prototypes' `constructor` is not writable, only configurable.
  Object.defineProperty(prototype, "constructor", { value: guarded, configurable: true });
  return guarded;
}

/** Without arguments no code is generated. */
function checkArguments(args: readonly unknown[]): void {
  if (args.length > 0) checkAllowed();
}

function checkAllowed(): void {
  if (isGlobalScope()) return;
  throw new EvalError("Code generation from strings disallowed for this context");
}
