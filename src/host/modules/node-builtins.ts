import { asyncHooks } from "../../api/async-hooks.ts";
import type { Compatibility } from "../../config/compatibility.ts";
import type { CheckedConfig } from "../../config/checked-config.ts";
import { definePlatform } from "../globals/define-global.ts";
import { installImmediates, installTimeoutObjects } from "../globals/node-timers.ts";
import { loadPart } from "../parts.ts";
import type { LazyBuiltins } from "./builtins.ts";
import { mentions, nodeProcess } from "./node-process.ts";

/** Node's modules that are there, without their prefix. */
const NODE_MODULES: LazyBuiltins = {
  assert: async () => (await loadPart("node-util")).assert.members,
  "assert/strict": async () => (await loadPart("node-util")).assert.members,
  async_hooks: async () => ({ ...asyncHooks, default: asyncHooks }),
  buffer: async () => (await loadPart("node")).buffer.members,
  events: async () => (await loadPart("node")).events.members,
  util: async () => (await loadPart("node-util")).util.members,
  "util/types": async () => (await loadPart("node-util")).util.typesMembers,
};

/** Modules of workerd's that there are none of here. */
const UNSUPPORTED = /^(?:cloudflare|workerd):/;

/** Which of Node's modules a worker can import (`nodejs_compat` and its relatives). */
export function nodeBuiltins(config: CheckedConfig): LazyBuiltins {
  const { compatibility: flags } = config;
  const modules: LazyBuiltins = {
    ...NODE_MODULES,
    process: async () => {
      const process = await nodeProcess(config, NODE_MODULES);
      return { ...process, default: process };
    },
  };
  const names = Object.keys(modules).filter(
    (name) => flags.nodejs_compat || (flags.nodejs_als && name === "async_hooks"),
  );
  const load = (name: string) => modules[name] as () => Promise<object>;
  const prefixed = names.map((name) => [`node:${name}`, load(name)] as const);
  // The second version needs no prefix.
  const bare = flags.nodejs_compat_v2 ? names.map((name) => [name, load(name)] as const) : [];
  return Object.fromEntries([...prefixed, ...bare]);
}

/** What to say of a built-in module that is not there; undefined for any other specifier. */
export function builtinAdvice(specifier: string, flags: Compatibility): string | undefined {
  const there = [...Object.keys(NODE_MODULES), "process"].map((name) => `node:${name}`);
  if (there.includes(specifier) && !flags.nodejs_compat) {
    return 'Node\'s modules need the compatibility flag "nodejs_compat".';
  }
  if (specifier.startsWith("node:")) {
    return (
      `${specifier} is not supported in tabd. Of Node's modules there are ${there.join(", ")}; ` +
      "another can be given as one more entry of `modules`."
    );
  }
  return UNSUPPORTED.test(specifier) ? `${specifier} is not supported in tabd.` : undefined;
}

/**
 * Defines Node's globals (`nodejs_compat_v2`). `Buffer` and `process` are there where a module has
 * these words in it: who does not use them loads nothing.
 */
export async function installNodeGlobals(config: CheckedConfig): Promise<void> {
  const { compatibility: flags } = config;
  if (flags.nodejs_compat_v2) {
    installImmediates();
    definePlatform(globalThis, "global", globalThis);
    if (mentions(config, /\bBuffer\b/)) {
      const { buffer } = await loadPart("node");
      definePlatform(globalThis, "Buffer", buffer.members["Buffer"]);
    }
    if (mentions(config, /\bprocess\b/)) {
      definePlatform(globalThis, "process", await nodeProcess(config, NODE_MODULES));
    }
  }
  if (flags.enable_nodejs_global_timers) installTimeoutObjects();
}
