import { ModuleError, positionAt, syntaxError } from "./module-error.ts";
import type { SourcePosition } from "./module-error.ts";
import { targetExports } from "./module-exports.ts";
import type { ExportsLookup } from "./module-exports.ts";
import { syntaxErrorOf, typeScriptAdvice } from "./module-source.ts";
import type { ModuleSource } from "./module-source.ts";
import { SourceEdits } from "./source-edits.ts";

/**
 * Adds the module's name and line to a parse or link error: browsers leave both out.
 *
 * @param reached the modules that were being loaded
 * @returns the error to throw: the same one when a module threw it
 */
export async function explainFailure(
  error: unknown,
  reached: readonly ModuleSource[],
  lookup: ExportsLookup,
): Promise<unknown> {
  if (!(error instanceof SyntaxError)) return withPlace(error, reached);
  for (const module of reached) {
    const reason = await syntaxErrorOf(module.code);
    if (reason === undefined) continue;
    const position = await syntaxErrorPosition(module);
    const advice = await typeScriptAdvice(module.name, module.code);
    return syntaxError(reason, module.name, position, error, advice);
  }
  for (const module of reached) {
    const missing = missingImport(module, lookup);
    if (missing === undefined) continue;
    const { specifier, name, position } = missing;
    return syntaxError(
      `The requested module '${specifier}' does not provide an export named '${name}'`,
      module.name,
      position,
      error,
    );
  }
  return withPlace(error, reached);
}

/**
 * Adds the position of a module's own exception to its message, because the page shows only the
 * message.
 */
function withPlace(error: unknown, reached: readonly ModuleSource[]): unknown {
  if (!(error instanceof Error) || error instanceof ModuleError) return error;
  const names = new Map(reached.map(({ name }) => [encodeURI(name), name]));
  for (const [, file = "", line] of (error.stack ?? "").matchAll(
    /(?<![^\s(@])([^\s(@]+):(\d+):\d+\)?$/gm,
  )) {
    const name = names.get(file);
    if (name === undefined) continue;
    const place = `\n  at ${name}:${line}`;
    // A second import of the module rejects with the same error.
    if (!error.message.endsWith(place)) error.message += place;
    break;
  }
  return error;
}

/** The first imported name that the target module does not export. */
function missingImport(
  module: ModuleSource,
  lookup: ExportsLookup,
): { specifier: string; name: string; position: SourcePosition } | undefined {
  for (const item of module.imports) {
    if (item.type !== "static") continue;
    const clause = module.code.slice(item.importStart, item.start - 1);
    const exported = new Set(targetExports(lookup.target(item.specifier, module), lookup));
    const name = importedNames(clause).find((one) => !exported.has(one));
    if (name === undefined) continue;
    const word = new RegExp(`(?<![\\w$])${name.replace(/\W/g, "\\$&")}(?![\\w$])`);
    const at = Math.max(0, clause.search(word));
    const position = positionAt(module.code, item.importStart + at);
    return { specifier: item.specifier, name, position };
  }
  return undefined;
}

/** The names that `import a, { b as c } from` or `export { b as c } from` imports: `default`, `b`. */
function importedNames(clause: string): string[] {
  const text = clause.replace(/\/\*[^]*?\*\/|\/\/.*/g, " ").replace(/\bfrom\s*$/, "");
  const names: string[] = [];
  if (/^import\s+[^\s{*'"]/.test(text)) names.push("default");
  const list = /\{([^{}]*)\}/.exec(text)?.[1] ?? "";
  for (const part of list.split(",")) {
    const name = part
      .trim()
      .split(/\sas\s/)[0]
      ?.trimEnd();
    if (name) names.push(name.replace(/^(["'])(.*)\1$/, "$2"));
  }
  return names;
}

/** Thrown by a script that parses, before its other code runs. */
const PARSED = "tabd: this could be parsed";

// Kept: user code runs without `Worker`.
const { Worker } = globalThis;

/** An isolated host's Web Worker can make others only from `data:` URLs. */
const isolated = globalThis.location?.protocol === "data:";

/**
 * The position of a module's syntax error. A Web Worker reports the line of a syntax error in a
 * classic script, but not in a module. So a Web Worker gets the module's text without imports and
 * exports, inside a function that is never called. If it parses, its first statement throws.
 */
async function syntaxErrorPosition(module: ModuleSource): Promise<SourcePosition | undefined> {
  const head = `"use strict"; throw ${JSON.stringify(PARSED)}; (async () => {`;
  const script = `${head}${asFunctionBody(module)}\n});`;
  const url = isolated
    ? `data:text/javascript;charset=utf-8,${encodeURIComponent(script)}`
    : URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
  const worker = new Worker(url);
  try {
    return await new Promise((resolve) => {
      worker.onerror = (event) => {
        event.preventDefault();
        if (!event.lineno || event.message.includes(PARSED)) return resolve(undefined);
        const column = event.lineno === 1 ? event.colno - head.length : event.colno;
        // Removed types shift the columns of TypeScript.
        const known = /\.m?ts$/.test(module.name) ? undefined : Math.max(1, column);
        resolve({ line: event.lineno, column: known });
      };
    });
  } finally {
    worker.terminate();
    URL.revokeObjectURL(url);
  }
}

/** A module's text as the body of a function. Positions stay as they are. */
function asFunctionBody(module: ModuleSource): string {
  const { code } = module;
  const edits = new SourceEdits();
  const blank = (start: number, end: number): void =>
    edits.replace(start, end, code.slice(start, end).replace(/[^\n]/g, " "));
  for (const item of module.imports) {
    if (item.type === "static" || item.type === "reexport-star") {
      blank(item.importStart, item.importEnd);
    } else if (item.type === "import-meta") {
      edits.replace(item.start, item.end, "(undefined)");
    }
  }
  const statements = new Map(module.exports.map((item) => [item.exportStart, item]));
  for (const [start, item] of statements) {
    if (item.type !== "direct") continue;
    const list = /^export\s*\{[^}]*\}/.exec(code.slice(start))?.[0];
    if (list !== undefined) blank(start, start + list.length);
    else if (item.name === "default")
      edits.replace(start, item.end, "void".padEnd(item.end - start));
    else blank(start, start + "export".length);
  }
  return edits.applyTo(code);
}
