import { asyncHooks } from "../../api/async-hooks.ts";
import type { Compatibility } from "../../config/compatibility.ts";
import type { CheckedConfig } from "../../config/checked-config.ts";
import { definePlatform } from "../globals/define-global.ts";
import { installImmediates, installTimeoutObjects } from "../globals/node-timers.ts";
import { loadPart } from "../parts.ts";
import type { LazyBuiltins } from "./builtins.ts";
import { mentions, nodeProcess } from "./node-process.ts";

/** Names of the modules in the part `node-more`. */
const MORE = (
  "_stream_duplex _stream_passthrough _stream_readable _stream_transform _stream_writable " +
  "console constants crypto diagnostics_channel os path path/posix path/win32 perf_hooks " +
  "punycode querystring stream stream/consumers stream/promises stream/web string_decoder " +
  "timers timers/promises url zlib"
).split(" ");

/** Modules that can be imported, in the same part; their functions throw. */
const UNSUPPORTED_MODULES = (
  "_http_agent _http_client _http_common _http_incoming _http_outgoing _http_server " +
  "_stream_wrap _tls_common _tls_wrap child_process cluster dgram dns dns/promises domain fs " +
  "fs/promises http http2 https inspector inspector/promises module net readline " +
  "readline/promises repl sqlite test tls trace_events tty v8 vm wasi worker_threads"
).split(" ");

let more: Promise<Readonly<Record<string, object>>> | undefined;

function loadMore(): Promise<Readonly<Record<string, object>>> {
  more ??= Promise.all([loadPart("node-more"), loadPart("node")]).then(
    ([{ makeModules }, { buffer }]) => makeModules(buffer.members["Buffer"]),
  );
  return more;
}

/** Node's modules that tabd provides, without `node:`. */
const NODE_MODULES: LazyBuiltins = {
  assert: async () => (await loadPart("node-util")).assert.members,
  "assert/strict": async () => (await loadPart("node-util")).assert.members,
  async_hooks: async () => ({ ...asyncHooks, default: asyncHooks }),
  buffer: async () => (await loadPart("node")).buffer.members,
  events: async () => (await loadPart("node")).events.members,
  sys: async () => (await loadPart("node-util")).util.members,
  util: async () => (await loadPart("node-util")).util.members,
  "util/types": async () => (await loadPart("node-util")).util.typesMembers,
  ...Object.fromEntries(
    [...MORE, ...UNSUPPORTED_MODULES].map((name) => [
      name,
      async () => (await loadMore())[name] as object,
    ]),
  ),
};

/** Prefixes of workerd's own modules. */
const CLOUDFLARE = /^(?:cloudflare|workerd):/;

/** The Node modules that a worker can import under its compatibility flags. */
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
  // nodejs_compat_v2 makes the prefix optional.
  const bare = flags.nodejs_compat_v2 ? names.map((name) => [name, load(name)] as const) : [];
  return Object.fromEntries([...prefixed, ...bare]);
}

/** The advice for an unknown built-in module; undefined for any other specifier. */
export function builtinAdvice(specifier: string, flags: Compatibility): string | undefined {
  const there = [...Object.keys(NODE_MODULES), "process"].map((name) => `node:${name}`);
  if (there.includes(specifier) && !flags.nodejs_compat) {
    return 'Node\'s modules need the compatibility flag "nodejs_compat".';
  }
  if (specifier.startsWith("node:")) {
    return `${specifier} is not supported in tabd: add a module of this name to \`modules\`.`;
  }
  return CLOUDFLARE.test(specifier) ? `${specifier} is not supported in tabd.` : undefined;
}

/**
 * Defines Node's globals (`nodejs_compat_v2`). `Buffer` and `process` are loaded only when a module
 * contains these words.
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
