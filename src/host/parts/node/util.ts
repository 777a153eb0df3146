/** `node:util` and `node:util/types`, combined from three libraries. */
import assert from "@jspm/core/nodelibs/assert";
import util from "@jspm/core/nodelibs/util";
import * as inspection from "node-inspect-extracted";
import { MIMEParams, MIMEType } from "unenv/node/internal/util/mime";

import { platformClasses, platformContent } from "../../globals/platform-fields.ts";
import { withRefusals } from "./missing-members.ts";

const { inspect, format, formatWithOptions, stripVTControlCharacters } = inspection;

interface InspectOptions {
  readonly depth?: number | null;
}

type Inspect = (value: unknown, options?: InspectOptions) => string;

showPlatformObjects(inspect as Inspect);

const MISSING = [
  ...["_errnoException", "_exceptionWithHostPort", "convertProcessSignalToExitCode", "diff"],
  ...["getSystemErrorMap", "getSystemErrorMessage", "getSystemErrorName", "parseArgs"],
  ...["parseEnv", "setTraceSigInt"],
];

const types: Readonly<Record<string, unknown>> = {
  ...(util["types"] as object),
  isCryptoKey: (value: unknown) => value instanceof CryptoKey,
  // Nothing in a page is one.
  isExternal: () => false,
  isFloat16Array: (value: unknown) => tagOf(value) === "[object Float16Array]",
  // `node:crypto` has no keys of its own.
  isKeyObject: () => false,
  isModuleNamespaceObject: (value: unknown) => tagOf(value) === "[object Module]",
  // JavaScript cannot detect a Proxy.
  isProxy: () => false,
};

const all = withRefusals(
  "node:util",
  {
    ...util,
    types,
    aborted,
    getCallSite: () => [],
    getCallSites: () => [],
    // Without colours, as in workerd: there is no terminal.
    styleText: (_format: unknown, text: unknown) => text,
    transferableAbortController: () => new AbortController(),
    transferableAbortSignal: (signal: unknown) => signal,
    debug: util["debuglog"],
    format,
    formatWithOptions,
    inspect,
    isDeepStrictEqual,
    MIMEParams,
    MIMEType,
    stripVTControlCharacters,
    toUSVString: (text: unknown): string => toWellFormed(String(text)),
  },
  MISSING,
);

export const members: Readonly<Record<string, unknown>> = { ...all, default: all };

/** Of `node:util/types`. */
export const typesMembers: Readonly<Record<string, unknown>> = { ...types, default: types };

function tagOf(value: unknown): string {
  return Object.prototype.toString.call(value);
}

/** Resolves when the signal is aborted. */
function aborted(signal: AbortSignal): Promise<unknown> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
}

function isDeepStrictEqual(a: unknown, b: unknown): boolean {
  const deepStrictEqual = assert["deepStrictEqual"] as (a: unknown, b: unknown) => void;
  try {
    deepStrictEqual(a, b);
    return true;
  } catch {
    return false;
  }
}

function toWellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, "\ufffd");
}

/** Makes `inspect()` show the content of platform objects, which is behind accessors. */
function showPlatformObjects(show: Inspect): void {
  const custom = Symbol.for("nodejs.util.inspect.custom");
  for (const className of platformClasses()) {
    const Class: unknown = Reflect.get(globalThis, className);
    if (typeof Class !== "function") continue;
    Object.defineProperty(Class.prototype, custom, {
      value(this: object, depth: number | null, options: InspectOptions) {
        if (depth !== null && depth < 0) return `[${className}]`;
        const content = platformContent(this);
        if (content === undefined) return `${className} {}`;
        const nested = { ...options, depth: depth === null ? null : depth };
        if (content.kind === "entries") {
          return show(new Map(content.entries), nested).replace(/^Map/, content.className);
        }
        const Named = { [className]: class {} }[className] as new () => object;
        return show(Object.assign(new Named(), Object.fromEntries(content.fields)), nested);
      },
      configurable: true,
      writable: true,
    });
  }
}
