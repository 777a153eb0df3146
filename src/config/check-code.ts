import type { CheckedCode } from "./checked-config.ts";
import { ConfigError } from "./config-error.ts";
import { readRecord, under, wrongType } from "./fields.ts";
import type { Fields } from "./fields.ts";
import { type CheckedModule, checkModule } from "./module-content.ts";

/**
 * Reads `modules` and `worker`; exactly one of them must be given.
 *
 * @param loaded whether the code is already loaded; then neither is needed
 */
export function checkCode(fields: Fields, loaded: boolean): CheckedCode {
  const modules = fields.get("modules");
  const worker = fields.get("worker");
  if (modules !== undefined && worker !== undefined) {
    throw new ConfigError("worker", "cannot be given together with modules: choose one.");
  }
  if (modules !== undefined) return { kind: "modules", modules: checkModules(modules) };
  if (worker !== undefined) {
    if (typeof worker !== "function") {
      throw wrongType("worker", "a function that makes the Web Worker", worker);
    }
    return { kind: "worker", worker: worker as () => Worker };
  }
  if (loaded) return { kind: "loaded" };
  throw new ConfigError(
    "modules",
    "is missing: give the code as sources in modules, or as a bundled module in worker.",
  );
}

function checkModules(value: unknown): [string, CheckedModule][] {
  const modules = [...readRecord(value, "modules")].map(
    ([path, content]): [string, CheckedModule] => [
      path,
      checkModule(path, content, under("modules", path)),
    ],
  );
  const [main] = modules;
  if (main !== undefined && main[1].kind !== "esModule") {
    throw new ConfigError(under("modules", main[0]), "Main module must be an ES module.");
  }
  if (modules.length === 0) throw new ConfigError("modules", "Modules list cannot be empty.");
  for (const [path] of modules) {
    // The first is the main module, but objects list integer keys before all others.
    if (/^\d+$/.test(path)) {
      throw new ConfigError(under("modules", path), "a module's path cannot be a number.");
    }
    if (path === "") throw new ConfigError(under("modules", path), "a path cannot be empty.");
  }
  return modules;
}
