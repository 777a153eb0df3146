import type { Export } from "es-module-lexer";

import type { ModuleSource } from "./module-source.ts";
import type { SourceEdits } from "./source-edits.ts";

/**
 * Circular imports.
 *
 * A `blob:` URL exists only once the module's text is complete, and the text contains the URLs of
 * its imports. Two modules that import each other can therefore not both come first. Where a circle
 * closes, the importer gets a *shell*: a module with the same exports, each a variable. The real
 * module fills them: functions when its body begins (they are hoisted), the rest before each of its
 * `export` statements and at its end.
 *
 * Two differences from a circle that the browser links: before the module's body begins, the
 * shell's exports are `undefined`, hoisted functions included; and after the body has ended, the
 * importer no longer sees changes of exported variables.
 */
export interface Shell {
  /** The module that holds the variables. Its export `set` is a list of setters. */
  readonly store: string;
  /** The module that the importer gets: it re-exports the store's variables. */
  readonly facade: (storeUrl: string) => string;
}

export function makeShell(names: readonly string[]): Shell {
  const variables = names.map((_, i) => `v${i}`);
  const setters = variables.map((variable) => `(value) => { ${variable} = value; }`);
  return {
    store: [
      ...variables.map((variable) => `export let ${variable};`),
      `export const set = [${setters.join(", ")}];`,
    ].join("\n"),
    facade: (storeUrl) => {
      const list = names.map((name, i) => `v${i} as ${JSON.stringify(name)}`).join(", ");
      return `export { ${list} } from ${JSON.stringify(storeUrl)};`;
    },
  };
}

/**
 * Edits a module so that it fills its shell.
 *
 * @param names the shell's exports, in the order of its setters
 * @param imported the variable that holds the namespace of import number `i`
 * @param starSource the number of the `export *` that provides `name`
 * @param prefix begins every added name; must not occur in the module
 * @returns code to put before the module's first line
 */
export function fillShell(
  module: ModuleSource,
  options: {
    readonly names: readonly string[];
    readonly storeUrl: string;
    readonly edits: SourceEdits;
    readonly imported: (importIndex: number) => string;
    readonly starSource: (name: string) => number | undefined;
    readonly prefix: string;
  },
): string {
  const { names, edits, prefix } = options;
  const own = `${prefix}default`;
  const fill = `${prefix}fill`;
  let declarations = "";
  const values = names.map((name) => {
    const found = module.exports.find((item) => "name" in item && item.name === name);
    if (found === undefined) {
      const star = options.starSource(name);
      return star === undefined ? "undefined" : member(options.imported(star), name);
    }
    if (found.type === "reexport") {
      const namespace = options.imported(found.importIndex);
      return found.importName === null ? namespace : member(namespace, found.importName);
    }
    if (found.type === "direct" && found.localName !== undefined) return found.localName;
    if (nameDefaultExport(module.code, found, edits, own) === "variable") {
      declarations = `let ${own};`;
    }
    return own;
  });

  const statements = new Set(module.exports.map((item) => item.exportStart));
  for (const start of statements) edits.insert(start, `;${fill}();`);
  edits.insert(module.code.length, `\n;${fill}();`);

  // Reading an uninitialized variable throws. A later call of `fill` sets it.
  const attempts = values.map((value, i) => {
    const named = value === own ? restoreName(own) : "";
    return `try { ${named}${prefix}set[${i}](${value}); } catch {}`;
  });
  return (
    `import { set as ${prefix}set } from ${JSON.stringify(options.storeUrl)};` +
    `${declarations}function ${fill}() { ${attempts.join(" ")} }${fill}();`
  );
}

function member(namespace: string, name: string): string {
  return `${namespace}[${JSON.stringify(name)}]`;
}

/** Names an anonymous `export default`, so that `fill` can read it. */
function nameDefaultExport(
  code: string,
  item: Export,
  edits: SourceEdits,
  name: string,
): "declaration" | "variable" {
  const space = /^(?:\s|\/\*[^]*?\*\/|\/\/.*)*/;
  let at = item.end + (space.exec(code.slice(item.end))?.[0].length ?? 0);
  const keyword = /^(?:(?:async\s+)?function\b(?:\s*\*)?|class\b)/.exec(code.slice(at))?.[0];
  if (keyword === undefined) {
    edits.insert(item.end, ` ${name} =`);
    return "variable";
  }
  at += keyword.length;
  edits.insert(at, ` ${name}`);
  return "declaration";
}

/** An anonymous default export must still have the name `default`. */
function restoreName(variable: string): string {
  return (
    `if (Object.getOwnPropertyDescriptor(${variable}, "name")?.value === "${variable}") ` +
    `Object.defineProperty(${variable}, "name", { value: "default", configurable: true }); `
  );
}
