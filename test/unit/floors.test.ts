import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, posix, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { parseSync } from "vite";
import { expect, test } from "vitest";

/**
 * The import rule. Rooms stand on floors; a module imports from its own room or from a lower floor,
 * and from no room beside it. docs/architecture.md has the picture.
 */
const floors: readonly (readonly string[])[] = [
  ["src/codec"],
  ["src/storage", "src/rpc", "src/clock", "src/config"],
  ["src/protocol"],
  ["src/actor", "src/page"],
  ["src/api", "src/files"],
  ["src/host"],
  ["src", "src/tools"],
];

/** The rooms that may import each library. Other libraries are refused. */
const libraries: Readonly<Record<string, readonly string[]>> = {
  "@jspm/core": ["src/host"],
  "@noble/hashes": ["src/codec", "src/host"],
  "@playwright/test": ["src/tools"],
  acorn: ["src/host"],
  "es-module-lexer": ["src/host"],
  fflate: ["src/host", "src/tools"],
  "idb-keyval": ["src/storage"],
  "jsonc-parser": ["src/tools"],
  "node-inspect-extracted": ["src/host"],
  process: ["src/host"],
  "readable-stream": ["src/host"],
  "smol-toml": ["src/tools"],
  "sql.js": ["src/storage", "src/host", "src/page", "src/files"],
  sucrase: ["src/host"],
  unenv: ["src/host"],
  vite: ["src/tools"],
};

/** What the playground may import besides its own modules. */
const demoImports = new Set([
  "@cloudflare/workers-types",
  "@codemirror/autocomplete",
  "@codemirror/commands",
  "@codemirror/lang-javascript",
  "@codemirror/language",
  "@codemirror/lint",
  "@codemirror/search",
  "@codemirror/state",
  "@codemirror/view",
  "@lezer/highlight",
  "cloudflare:workers",
  "@noble/hashes",
  "fflate",
  "prettier",
  "idb-keyval",
  "jsonc-parser",
  "lit",
  "tabd",
  "typescript-api",
]);

interface Import {
  readonly specifier: string;
  /** Whether stripping the types removes it. */
  readonly typeOnly: boolean;
}

type Tree = ReadonlyMap<string, readonly Import[]>;

/** Every import of a module: static, re-exporting, dynamic, and in types. */
function importsOf(path: string, source: string): Import[] {
  const { module, program, errors } = parseSync(path, source);
  if (errors.length > 0) throw new Error(`${path}: ${errors[0]?.message}`);
  const found: Import[] = [];
  for (const { moduleRequest, entries } of module.staticImports) {
    const typeOnly = entries.length > 0 && entries.every((entry) => entry.isType);
    found.push({ specifier: moduleRequest.value, typeOnly });
  }
  for (const { entries } of module.staticExports) {
    for (const { moduleRequest, isType } of entries) {
      if (moduleRequest) found.push({ specifier: moduleRequest.value, typeOnly: isType });
    }
  }
  for (const { moduleRequest } of module.dynamicImports) {
    const text = source.slice(moduleRequest.start, moduleRequest.end);
    const literal = /^(["'`])([^$]*)\1$/.exec(text)?.[2];
    if (literal !== undefined) found.push({ specifier: literal, typeOnly: false });
  }
  JSON.stringify(program, (_key, node: unknown) => {
    if (isImportType(node)) found.push({ specifier: node.source.value, typeOnly: true });
    return typeof node === "bigint" ? String(node) : node;
  });
  return found;
}

function isImportType(node: unknown): node is { source: { value: string } } {
  return (
    typeof node === "object" && node !== null && "type" in node && node.type === "TSImportType"
  );
}

const roomOf = (path: string): string => /^src\/[^/]+(?=\/)/.exec(path)?.[0] ?? "src";

/** A folder that is not listed is an entry, on the top floor. */
function floorOf(room: string): number {
  const floor = floors.findIndex((rooms) => rooms.includes(room));
  return floor === -1 ? floors.length - 1 : floor;
}

const packageOf = (specifier: string): string =>
  specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");

const resolve = (from: string, specifier: string): string =>
  posix.join(posix.dirname(from), specifier.replace(/\?.*$/, ""));

/** Describes each import that breaks the rule. */
function brokenRules(tree: Tree): string[] {
  const broken: string[] = [];
  for (const [path, imports] of tree) {
    const inDemo = path.startsWith("demo/");
    const room = roomOf(path);
    for (const { specifier } of imports) {
      const refuse = (why: string): void => void broken.push(`${path}: "${specifier}" ${why}`);
      if (!specifier.startsWith(".")) {
        const library = packageOf(specifier);
        if (inDemo) {
          if (!demoImports.has(library)) refuse("is not for the playground");
        } else if (library.startsWith("node:") && room === "src/tools") {
          continue;
        } else if (!libraries[library]?.includes(room)) {
          refuse(`is not for ${room}`);
        }
        continue;
      }
      const target = resolve(path, specifier);
      if (!tree.has(target)) {
        refuse("is not a module of this tree");
      } else if (inDemo !== target.startsWith("demo/")) {
        refuse("passes by the package's exports");
      } else if (!inDemo && roomOf(target) !== room && floorOf(roomOf(target)) >= floorOf(room)) {
        refuse(`is in ${roomOf(target)}, on no lower floor than ${room}`);
      }
    }
  }
  return broken;
}

/**
 * Finds import cycles. Imports of types count, except in the playground, whose examples import each
 * other's types as users would.
 */
function cycles(tree: Tree): string[] {
  const found: string[] = [];
  const done = new Set<string>();
  const ancestors: string[] = [];
  const visit = (path: string): void => {
    const at = ancestors.indexOf(path);
    if (at !== -1) {
      found.push([...ancestors.slice(at), path].join(" → "));
      return;
    }
    if (done.has(path)) return;
    ancestors.push(path);
    for (const { specifier, typeOnly } of tree.get(path) ?? []) {
      if (typeOnly && path.startsWith("demo/")) continue;
      if (specifier.startsWith(".")) visit(resolve(path, specifier));
    }
    ancestors.pop();
    done.add(path);
  };
  for (const path of tree.keys()) visit(path);
  return found;
}

function treeOf(sources: Readonly<Record<string, string>>): Tree {
  return new Map(Object.entries(sources).map(([path, text]) => [path, importsOf(path, text)]));
}

const root = join(dirname(fileURLToPath(import.meta.url)), "../..");

function parseTree(): Tree {
  const paths = ["src", "demo"].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith(".ts"))
      .map((entry) => posix.normalize(relative(root, join(entry.parentPath, entry.name)))),
  );
  return treeOf(
    Object.fromEntries(paths.map((path) => [path, readFileSync(join(root, path), "utf8")])),
  );
}

const modules = {
  "src/codec/value.ts": "",
  "src/clock/clock.ts": "",
  "src/storage/disk.ts": "",
  "src/actor/actor.ts": "",
  "src/host/server.ts": "",
  "src/index.ts": "",
  "demo/clock.ts": "",
};

test.each([
  ["src/actor/a.ts", `import { a } from "../storage/disk.ts"`, true],
  ["src/actor/a.ts", `import { a } from "./actor.ts"`, true],
  ["src/storage/a.ts", `import { a } from "../codec/value.ts"`, true],
  ["src/storage/a.ts", `import { a } from "../actor/actor.ts"`, false],
  ["src/storage/a.ts", `import type { A } from "../actor/actor.ts"`, false],
  ["src/storage/a.ts", `type A = import("../actor/actor.ts").A`, false],
  ["src/storage/a.ts", `export * from "../actor/actor.ts"`, false],
  ["src/storage/a.ts", `await import("../actor/actor.ts")`, false],
  ["src/storage/a.ts", `import { a } from "../clock/clock.ts"`, false],
  ["src/page/a.ts", `import { a } from "../actor/actor.ts"`, false],
  ["src/host/a.ts", `import { a } from "../index.ts"`, false],
  ["src/element/a.ts", `import { a } from "../index.ts"`, false],
  ["src/worker.ts", `import { a } from "./host/server.ts"`, true],
  ["src/actor/a.ts", `import { a } from "./missing.ts"`, false],
  ["src/host/a.ts", `import { transform } from "sucrase"`, true],
  ["src/actor/a.ts", `import { transform } from "sucrase"`, false],
  ["src/storage/a.ts", `import url from "sql.js/dist/sql-wasm-browser.wasm?url"`, true],
  ["src/codec/a.ts", `import { sha256 } from "@noble/hashes/sha2.js"`, true],
  ["src/codec/a.ts", `import { readFileSync } from "node:fs"`, false],
  ["demo/a.ts", `import { serve } from "tabd"; import "./clock.ts"`, true],
  ["demo/a.ts", `import { serve } from "../src/index.ts"`, false],
  ["src/host/a.ts", `import "../../demo/clock.ts"`, false],
  ["demo/a.ts", `import { transform } from "sucrase"`, false],
])("in %s, %s is allowed: %s", (path, source, allowed) => {
  expect(brokenRules(treeOf({ ...modules, [path]: source })).length === 0).toBe(allowed);
});

test("an import cycle is found, also one of types alone", () => {
  const a = `import { b } from "./b.ts"; export const a = 1`;
  const value = `import { a } from "./a.ts"; export const b = a`;
  const type = `import type { a } from "./a.ts"; export type B = typeof a`;
  const cycle = "src/actor/a.ts → src/actor/b.ts → src/actor/a.ts";
  expect(cycles(treeOf({ "src/actor/a.ts": a, "src/actor/b.ts": value }))).toEqual([cycle]);
  expect(cycles(treeOf({ "src/actor/a.ts": a, "src/actor/b.ts": type }))).toEqual([cycle]);
});

// Parsing the tree takes seconds on a busy machine.
const tree = parseTree();

test("every module imports from its own room or from a lower floor", () => {
  expect(brokenRules(tree)).toEqual([]);
});

test("there are no import cycles", () => {
  expect(cycles(tree)).toEqual([]);
});

/** The folders of src/storage that each folder may import from. */
const storageFolders: Readonly<Record<string, readonly string[]>> = {
  disk: [],
  "indexed-db": ["disk"],
  sqlite: ["disk"],
  tables: ["sqlite"],
};

test("the folders of src/storage import in one direction", () => {
  const folderOf = (path: string): string | undefined => /^src\/storage\/([^/]+)\//.exec(path)?.[1];
  const wrong = [...tree].flatMap(([path, imports]) => {
    const folder = folderOf(path);
    if (folder === undefined) return [];
    return imports
      .map(({ specifier }) => ({ specifier, to: folderOf(resolve(path, specifier)) }))
      .filter(({ to }) => to !== undefined && to !== folder)
      .filter(({ to }) => !storageFolders[folder]?.includes(to ?? ""))
      .map(({ specifier }) => `${path}: ${specifier}`);
  });
  expect(wrong).toEqual([]);
});
