/**
 * `node:process` and the global `process`, with workerd's values (`node-internal:internal_process`).
 * Functions that workerd does not implement throw the same error here.
 */
import { withRefusals } from "./missing-members.ts";

interface Emitter {
  emit(name: string, ...args: unknown[]): boolean;
}

export interface ProcessOptions {
  /** The class of `node:events`. */
  readonly EventEmitter: new () => Emitter;
  /** The initial `process.env`. */
  readonly env: Readonly<Record<string, string>>;
  /** Whether the flag `enable_nodejs_process_v2` is set; without it few members exist. */
  readonly whole: boolean;
  /** Aborts the current event and its object. */
  readonly exit: (code: number) => never;
  /** A Node module, with or without `node:`. */
  readonly builtin: (name: string) => unknown;
}

/** The Node.js version that workerd reports. */
const NODE_VERSION = "22.23.4";

/** The libraries in `process.versions`: workerd leaves their versions empty. */
const LIBRARIES = [
  ...["v8", "modules", "zlib", "brotli", "zstd", "ares", "napi", "llhttp", "nghttp2", "acorn"],
  ...["ada", "simdutf", "nbytes", "ncrypto", "uvwasi", "uv", "openssl", "sqlite", "icu", "undici"],
  ...["simdjson", "unicode", "cldr", "tz", "cjs_module_lexer", "amaro", "merve"],
];

const FEATURES = {
  cached_builtins: true,
  debug: false,
  inspector: false,
  ipv6: true,
  openssl_is_boringssl: true,
  require_module: false,
  tls: true,
  tls_alpn: true,
  tls_ocsp: true,
  tls_sni: true,
  typescript: false,
  uv: true,
};

/** workerd defines these functions; they always throw. */
const NOT_IMPLEMENTED = [
  ...["binding", "cpuUsage", "dlopen", "execve", "getActiveResourcesInfo", "kill"],
  ...["threadCpuUsage", "_debugEnd", "_debugProcess", "_fatalException"],
  ...["_kill", "_linkedBinding"],
  ...["_startProfilerIdleNotifier", "_stopProfilerIdleNotifier", "_tickCallback"],
];

/** Functions that need files, users or system streams, which a tab lacks. */
const REFUSED = [
  ...["chdir", "initgroups", "loadEnvFile", "openStdin", "setegid", "seteuid", "setgid"],
  ...["setgroups", "setuid", "setUncaughtExceptionCaptureCallback", "_rawDebug"],
];

export function makeProcess(options: ProcessOptions): object {
  const { EventEmitter, env, whole, exit, builtin } = options;
  const core = {
    nextTick,
    env: makeEnv(env),
    exit: (code?: number) => exit(code ?? 0),
    getBuiltinModule: (name: string) => builtin(String(name)),
    platform: "linux",
    features: FEATURES,
  };
  if (!whole) return core;
  const emitter = new EventEmitter();
  const rest = withRefusals(
    "process",
    {
      ...Object.fromEntries(NOT_IMPLEMENTED.map((name) => [name, notImplemented(name)] as const)),
      ...facts(),
      abort: () => exit(1),
      reallyExit: core.exit,
      emitWarning: (warning: unknown, type?: unknown, code?: unknown) =>
        nextTick(() => emitter.emit("warning", toWarning(warning, type, code))),
      hrtime: Object.assign(hrtime, { bigint: () => nanoseconds() }),
      uptime: () => (Date.now() - STARTED) / 1000,
      stdout: new ConsoleStream("stdout", 1),
      stderr: new ConsoleStream("stderr", 2),
    },
    REFUSED,
  );
  Object.assign(emitter, rest, core);
  Object.defineProperty(emitter, Symbol.toStringTag, { value: "process", configurable: true });
  return emitter;
}

function facts(): Record<string, unknown> {
  return {
    version: `v${NODE_VERSION}`,
    versions: {
      node: NODE_VERSION,
      ...Object.fromEntries(LIBRARIES.map((name) => [name, ""])),
    },
    title: "workerd",
    argv: ["workerd"],
    argv0: "workerd",
    execArgv: [],
    execPath: "",
    arch: "x64",
    pid: 1,
    ppid: 0,
    getegid: () => 0,
    getgid: () => 0,
    geteuid: () => 0,
    getuid: () => 0,
    getgroups: () => [0],
    allowedNodeEnvironmentFlags: new Set(),
    cwd: () => "/bundle",
    umask: () => 0o22,
    ref: () => undefined,
    unref: () => undefined,
    exitCode: undefined,
    connected: false,
    debugPort: 0,
    noDeprecation: false,
    traceDeprecation: false,
    throwDeprecation: false,
    sourceMapsEnabled: false,
    release: { name: "node", lts: true, sourceUrl: "", headersUrl: "" },
    memoryUsage: Object.assign(
      () => ({ rss: 0, heapTotal: 0, heapUsed: 0, external: 0, arrayBuffers: 0 }),
      { rss: () => 0 },
    ),
    constrainedMemory: () => 0,
    availableMemory: () => 0,
    moduleLoadList: [],
    _getActiveHandles: () => [],
    _getActiveRequests: () => [],
    domain: null,
    channel: null,
  };
}

const STARTED = Date.now();

/** A plain microtask, as in workerd. */
function nextTick(callback: (...args: unknown[]) => unknown, ...args: unknown[]): void {
  queueMicrotask(() => callback(...args));
}

function nanoseconds(): bigint {
  return BigInt(Date.now()) * 1_000_000n;
}

/** Seconds and nanoseconds since `before` or the epoch. */
function hrtime(before?: readonly [seconds: number, nanoseconds: number]): [number, number] {
  const billion = 1_000_000_000n;
  const since = before === undefined ? 0n : BigInt(before[0]) * billion + BigInt(before[1]);
  const passed = nanoseconds() - since;
  return [Number(passed / billion), Number(passed % billion)];
}

/** Converts every value that is set to a string. */
function makeEnv(initial: Readonly<Record<string, string>>): Record<string, string> {
  return new Proxy<Record<string, string>>(
    { ...initial },
    {
      set: (target, name, value) => Reflect.set(target, name, String(value)),
      defineProperty: (target, name, property) =>
        Reflect.defineProperty(target, name, {
          ...property,
          ...("value" in property && { value: String(property.value) }),
        }),
    },
  );
}

/** Writes line by line to the console. */
class ConsoleStream {
  readonly fd: number;
  readonly isTTY = false;
  readonly writable = true;
  readonly #name: string;
  #line = "";

  constructor(name: string, fd: number) {
    this.#name = name;
    this.fd = fd;
  }

  write(chunk: string | Uint8Array, ...rest: unknown[]): boolean {
    const text = typeof chunk === "string" ? chunk : new TextDecoder().decode(chunk);
    const lines = (this.#line + text).split("\n");
    this.#line = lines.pop() ?? "";
    // oxlint-disable-next-line no-console -- the purpose of this class
    for (const line of lines) console.log(`${this.#name}: ${line}`);
    const done = rest.at(-1);
    if (typeof done === "function") nextTick(() => (done as () => unknown)());
    return true;
  }
}

function toWarning(warning: unknown, type: unknown, code: unknown): Error {
  if (warning instanceof Error) return warning;
  const error = new Error(String(warning));
  error.name = typeof type === "string" ? type : "Warning";
  return code === undefined ? error : Object.assign(error, { code });
}

const CODE = "ERR_METHOD_NOT_IMPLEMENTED";

class MethodNotImplemented extends Error {
  static {
    Object.defineProperty(this, "name", { value: CODE });
  }

  readonly code = CODE;
}

function notImplemented(name: string): () => never {
  return () => {
    throw new MethodNotImplemented(`The process.${name} method is not implemented`);
  };
}
