import { currentContext } from "../../actor/io-context.ts";
import type { CheckedBinding, CheckedConfig } from "../../config/checked-config.ts";
import { plainValue } from "../bindings/binding-description.ts";
import { loadPart } from "../parts.ts";
import type { ProcessOptions } from "../parts/node/process.ts";
import type { LazyBuiltins } from "./builtins.ts";

let process: Promise<object> | undefined;

/**
 * The worker's only `process` object.
 *
 * @param modules loaded in advance where `process.getBuiltinModule()` is used, which is synchronous.
 */
export function nodeProcess(config: CheckedConfig, modules: LazyBuiltins): Promise<object> {
  process ??= load(config, modules);
  return process;
}

async function load(config: CheckedConfig, modules: LazyBuiltins): Promise<object> {
  const { compatibility, bindings } = config;
  const loaded = mentions(config, /\bgetBuiltinModule\b/) ? await loadAll(modules) : new Map();
  const { makeProcess, events } = await loadPart("node");
  return makeProcess({
    EventEmitter: events.members["EventEmitter"] as ProcessOptions["EventEmitter"],
    env: compatibility.nodejs_compat_populate_process_env ? variables(bindings) : {},
    whole: compatibility.enable_nodejs_process_v2,
    exit,
    builtin: (name) => loaded.get(name.replace(/^node:/, "")),
  });
}

/** Whether the text of a module matches. */
export function mentions({ code }: CheckedConfig, what: RegExp): boolean {
  if (code.kind !== "modules") return false;
  return code.modules.some(([, module]) => "text" in module && what.test(module.text));
}

async function loadAll(modules: LazyBuiltins): Promise<ReadonlyMap<string, unknown>> {
  const loading = Object.entries(modules).map(async ([name, loadModule]) => {
    const module = (await loadModule()) as { readonly default?: unknown };
    return [name, module.default] as const;
  });
  return new Map(await Promise.all(loading));
}

/** Text and JSON bindings, as strings. */
function variables(bindings: readonly CheckedBinding[]): Record<string, string> {
  const entries = bindings.flatMap((binding): (readonly [string, string])[] => {
    if (binding.kind === "text") return [[binding.name, binding.text]];
    if (binding.kind !== "json") return [];
    const value = plainValue(binding);
    return [[binding.name, typeof value === "string" ? value : JSON.stringify(value)]];
  });
  return Object.fromEntries(entries);
}

/** `api/node/process.c++`: aborts the calling object; its callers get the error. */
function exit(code: number): never {
  const error = new Error(
    `The Node.js process.exit(${code}) API was called. Canceling the request.`,
  );
  currentContext()?.actor.break(error, { kind: "abort", retryAlarm: true });
  throw error;
}
