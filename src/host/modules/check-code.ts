import { checkExports } from "../../config/check-config.ts";
import type { CheckedConfig } from "../../config/checked-config.ts";
import { ConfigError } from "../../config/config-error.ts";
import { under } from "../../config/fields.ts";
import type { ModuleNamespace } from "./module-namespace.ts";
import { isEntrypointClass } from "../bindings/worker-exports.ts";

/** @throws {ConfigError} when the code does not export the classes that the configuration names. */
export function checkCode(config: CheckedConfig, code: ModuleNamespace): void {
  for (const [name, exported] of Object.entries(code)) checkExport(name, exported);
  checkExports(config, Object.keys(code));
  checkClassBindings(config, code);
  for (const [index, { className }] of config.namespaces.entries()) {
    if (typeof code[className] === "function") continue;
    throw new ConfigError(
      `durableObjectNamespaces[${index}].className`,
      `the worker exports "${className}", but it is not a class.`,
    );
  }
}

/** workerd accepts only classes and handlers as exports of the main module. */
function checkExport(name: string, exported: unknown): void {
  if (typeof exported === "function" || (typeof exported === "object" && exported !== null)) return;
  throw new ConfigError(
    "modules",
    exported === undefined || exported === null
      ? `the main module's export "${name}" is ${exported}: a worker exports classes and handlers.`
      : `Incorrect type for map entry '${name}': the provided value is not of type 'function or ` +
          "ExportedHandler'.",
  );
}

function checkClassBindings(config: CheckedConfig, code: ModuleNamespace): void {
  for (const binding of config.bindings) {
    if (binding.kind !== "durableObjectClass") continue;
    const { entrypoint = "default" } = binding;
    const exported = code[entrypoint];
    if (typeof exported === "function" && !isEntrypointClass(exported)) continue;
    const { name } = config;
    const says = `Worker "${name}"'s binding "${binding.name}" refers to service "${name}"`;
    throw new ConfigError(
      `${under("bindings", binding.name)}.durableObjectClass.entrypoint`,
      binding.entrypoint === undefined
        ? `${says}, but does not specify an entrypoint, and the service does not export a Durable ` +
            "Object class as its default entrypoint."
        : `${says} with a Durable Object entrypoint "${entrypoint}", but "${name}" has no such ` +
            "exported entrypoint class.",
    );
  }
}
