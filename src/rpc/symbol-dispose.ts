/**
 * `using` and `[Symbol.dispose]()` need the symbol, which not every browser has. Imported for its
 * effect by each module that uses the symbol.
 */
if (typeof Symbol.dispose !== "symbol") {
  Object.defineProperty(Symbol, "dispose", { value: Symbol.for("Symbol.dispose") });
}

/** The symbol, present in every browser once this module has run. */
export const dispose: typeof Symbol.dispose = Symbol.dispose;
