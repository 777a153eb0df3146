/** Node's larger modules, in one file. */
import posix from "@jspm/core/nodelibs/path";
import stringDecoder from "@jspm/core/nodelibs/string_decoder";
import urlLibrary from "@jspm/core/nodelibs/url";
import * as constants from "unenv/node/constants";
import * as os from "unenv/node/os";
import * as win32 from "unenv/node/path/win32";
import * as perfHooks from "unenv/node/perf_hooks";
import * as punycode from "unenv/node/punycode";
import * as querystring from "unenv/node/querystring";

import { makeCrypto } from "./node/crypto.ts";
import { diagnosticsChannel } from "./node/diagnostics-channel.ts";
import { withRefusals } from "./node/missing-members.ts";
import { streamModules } from "./node/stream.ts";
import { timerModules } from "./node/timers.ts";
import { unsupportedModules } from "./node/unsupported.ts";
import { makeZlib } from "./node/zlib.ts";

type Members = Readonly<Record<string, unknown>>;

/** @param Buffer of the part `node`, so that there is one class. */
export function makeModules(Buffer: unknown): Readonly<Record<string, Members>> {
  const path = withDefault(
    "node:path",
    {
      ...posix,
      toNamespacedPath: (name: unknown) => name,
      win32: win32.default,
    },
    ["matchesGlob"],
  );
  return {
    ...streamModules(Buffer as never),
    ...timerModules,
    ...unsupportedModules(),
    console: nodeConsole(),
    constants,
    crypto: makeCrypto(Buffer as never),
    diagnostics_channel: diagnosticsChannel,
    os,
    path,
    "path/posix": path,
    "path/win32": win32,
    perf_hooks: withDefault(
      "node:perf_hooks",
      {
        ...perfHooks,
        performance: globalThis.performance,
        eventLoopUtilization: () => ({ idle: 0, active: 0, utilization: 0 }),
        timerify: (fn: unknown) => fn,
      },
      [],
    ),
    punycode,
    querystring,
    string_decoder: { ...stringDecoder, default: stringDecoder },
    url: withDefault(
      "node:url",
      {
        ...urlLibrary,
        URL,
        URLSearchParams,
        format: (value: unknown, options?: FormatOptions) =>
          value instanceof URL ? formatUrl(value, options) : format(value),
        domainToASCII: punycode.toASCII,
        domainToUnicode: punycode.toUnicode,
        urlToHttpOptions,
      },
      ["toPathIfFileURL"],
    ),
    zlib: makeZlib(Buffer as never),
  };
}

/** The methods of the global console, which need no `this`. */
function nodeConsole(): Members {
  const names = Object.getOwnPropertyNames(console);
  const methods = Object.fromEntries(names.map((name) => [name, Reflect.get(console, name)]));
  return { ...withRefusals("node:console", methods, ["Console"]), default: console };
}

function withDefault(module: string, members: Members, missing: readonly string[]): Members {
  const all = withRefusals(module, members, missing);
  return { ...all, default: { ...(members["default"] as object), ...all } };
}

interface FormatOptions {
  readonly auth?: boolean;
  readonly fragment?: boolean;
  readonly search?: boolean;
}

const format = urlLibrary["format"] as (value: unknown) => string;

/** The library ignores the options. */
function formatUrl(value: URL, { auth, fragment, search }: FormatOptions = {}): string {
  const copy = new URL(value);
  if (auth === false) copy.username = copy.password = "";
  if (fragment === false) copy.hash = "";
  if (search === false) copy.search = "";
  return copy.href;
}

function urlToHttpOptions(url: URL): object {
  const { protocol, hostname, hash, search, pathname, href, port, username, password } = url;
  return {
    protocol,
    hostname: hostname.replace(/^\[|\]$/g, ""),
    hash,
    search,
    pathname,
    path: `${pathname}${search}`,
    href,
    ...(port !== "" && { port: Number(port) }),
    ...(username !== "" && {
      auth: `${decodeURIComponent(username)}:${decodeURIComponent(password)}`,
    }),
  };
}
