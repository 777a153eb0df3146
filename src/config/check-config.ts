import { checkBindings } from "./check-bindings.ts";
import { checkCode } from "./check-code.ts";
import { checkNamespaces } from "./check-namespaces.ts";
import type { CheckedConfig, CheckedStorage } from "./checked-config.ts";
import { compatibility } from "./compatibility.ts";
import type { WorkerConfig } from "./config.ts";
import { ConfigError } from "./config-error.ts";
import { didYouMean } from "./did-you-mean.ts";
import { readArray, readFields, readName, readString, under, wrongType } from "./fields.ts";

const WORKER_FIELDS = [
  "name",
  "modules",
  "worker",
  "compatibilityDate",
  "compatibilityFlags",
  "durableObjectNamespaces",
  "durableObjectStorage",
  "bindings",
] satisfies (keyof WorkerConfig)[];

/**
 * Checks a configuration and fills in defaults. Classes and entrypoints are checked once the code is
 * loaded: see {@link checkExports}.
 *
 * @param options `loaded`: the code is a bundled module that already runs here, so that neither
 *   `modules` nor `worker` is needed.
 * @throws {ConfigError} for the first mistake; names the field
 */
export function checkConfig(
  config: WorkerConfig | Omit<WorkerConfig, "worker">,
  options?: { loaded?: boolean },
): CheckedConfig {
  const fields = readFields(config, "", WORKER_FIELDS);
  const name = fields.has("name") ? readName(fields.get("name"), "name") : "main";
  const code = checkCode(fields, options?.loaded ?? false);
  const date = fields.get("compatibilityDate");
  if (date === undefined) {
    throw new ConfigError("compatibilityDate", "Worker must specify compatibilityDate.");
  }
  const compatibilityDate = readString(date, "compatibilityDate");
  const compatibilityFlags = readArray(fields.get("compatibilityFlags"), "compatibilityFlags").map(
    (flag, index) => readString(flag, `compatibilityFlags[${index}]`),
  );
  const storage = checkStorage(fields.get("durableObjectStorage"));
  const namespaces = checkNamespaces(fields.get("durableObjectNamespaces"), storage, name);
  return {
    name,
    code,
    compatibilityDate,
    compatibilityFlags,
    compatibility: compatibility(compatibilityDate, compatibilityFlags),
    namespaces,
    storage,
    bindings: checkBindings(fields.get("bindings"), namespaces, name),
  };
}

/**
 * Checks a configuration against the exports of the loaded main module.
 *
 * @param exports the names of the main module's exports (`Object.keys()` of its namespace)
 * @throws {ConfigError} for a namespace whose class is not exported, and for a service binding to
 *   an entrypoint that is not. The messages are workerd's.
 */
export function checkExports(config: CheckedConfig, exports: Iterable<string>): void {
  const names = new Set(exports);
  config.namespaces.forEach(({ className }, index) => {
    if (names.has(className)) return;
    throw new ConfigError(
      `durableObjectNamespaces[${index}].className`,
      `A DurableObjectNamespace in the config referenced the class "${className}", but no such ` +
        "Durable Object class is exported from the worker. Please make sure the class name " +
        "matches, it is exported, and the class extends 'DurableObject'." +
        didYouMean(className, names),
    );
  });
  for (const binding of config.bindings) {
    if (binding.kind !== "service") continue;
    const { entrypoint } = binding;
    // As in workerd, a missing default export fails the call, not the start.
    if (entrypoint === undefined || names.has(entrypoint)) continue;
    const field = `${under("bindings", binding.name)}.service.entrypoint`;
    const service = `Worker "${config.name}"'s binding "${binding.name}" refers to service "${config.name}"`;
    throw new ConfigError(
      field,
      `${service} with a named entrypoint "${entrypoint}", but "${config.name}" has no such ` +
        `named entrypoint.${didYouMean(entrypoint, names)}`,
    );
  }
}

function checkStorage(value: unknown): CheckedStorage {
  const field = "durableObjectStorage";
  if (value === undefined || value === "none") return { kind: "none" };
  if (value === "inMemory") return { kind: "inMemory" };
  if (typeof value !== "object") {
    throw wrongType(field, '"inMemory", "none" or { localDisk: "the disk\'s name" }', value);
  }
  const fields = readFields(value, field, ["localDisk", "durability"]);
  const durability = fields.get("durability") ?? "relaxed";
  if (durability !== "relaxed" && durability !== "strict") {
    throw wrongType(`${field}.durability`, '"relaxed" or "strict"', durability);
  }
  const name = readName(fields.get("localDisk"), `${field}.localDisk`);
  return { kind: "localDisk", name, durability };
}
