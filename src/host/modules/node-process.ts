import { currentContext } from "../../actor/io-context.ts";
import type { CheckedBinding, CheckedConfig } from "../../config/checked-config.ts";
import { plainValue } from "../bindings/binding-description.ts";
import { loadPart } from "../parts.ts";
import type { ProcessOptions } from "../parts/node/process.ts";
import type { LazyBuiltins } from "./builtins.ts";

let process: Promise<object> | undefined;

/**
 * The worker's `process`, which there is one of.
 *
 * @param modules Node's modules that can be asked for by `process.getBuiltinModule()`: they have to
 *   be here by then.
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

/** Whether a module of the worker's has this in it. */
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

/** Bindings of text and JSON, as text. */
function variables(bindings: readonly CheckedBinding[]): Record<string, string> {
  const entries = bindings.flatMap((binding): (readonly [string, string])[] => {
    if (binding.kind === "text") return [[binding.name, binding.text]];
    if (binding.kind !== "json") return [];
    const value = plainValue(binding);
    return [[binding.name, typeof value === "string" ? value : JSON.stringify(value)]];
  });
  return Object.fromEntries(entries);
}

/** `api/node/process.c++`: the object whose code it is ends, and whoever waits for it is told. */
function exit(code: number): never {
  const error = new Error(
    `The Node.js process.exit(${code}) API was called. Canceling the request.`,
  );
  currentContext()?.actor.break(error, { kind: "abort", retryAlarm: true });
  throw error;
}
