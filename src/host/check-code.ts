import { checkExports } from "../config/check-config.ts";
import type { CheckedConfig } from "../config/checked-config.ts";
import { ConfigError } from "../config/config-error.ts";
import type { ModuleNamespace } from "./modules/module-loader.ts";

/** @throws {ConfigError} where the code does not export what the configuration names. */
export function checkCode(config: CheckedConfig, code: ModuleNamespace): void {
  checkExports(config, Object.keys(code));
  for (const [index, { className }] of config.namespaces.entries()) {
    if (typeof code[className] === "function") continue;
    throw new ConfigError(
      `durableObjectNamespaces[${index}].className`,
      `the worker exports "${className}", but it is no class.`,
    );
  }
}
