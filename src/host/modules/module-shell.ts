import type { Export } from "es-module-lexer";

import type { ModuleSource } from "./module-source.ts";
import type { SourceEdits } from "./source-edits.ts";

/**
 * How modules import each other in a circle.
 *
 * A module's URL exists only once its text is complete, and its text holds the URLs of what it
 * imports: two modules that import each other cannot both come first. So where the circle closes,
 * the importer gets a *shell* instead: a module with the same exports, each a variable. The module
 * itself fills them: its functions when its body begins (they are hoisted), the rest before each
 * of its `export` statements and at its end.
 *
 * What differs from a circle that the browser links: while a module's body has not begun, its
 * shell's exports are `undefined` (a hoisted function, too), and an exported variable that the
 * module changes after its body has ended keeps, for that one importer, the value of then.
 */
export interface Shell {
  /** The text of the variables' module, which also exports `set`: a list of setters. */
  readonly store: string;
  /** The text of the module that the importer gets. @param storeUrl where the store is */
  readonly facade: (storeUrl: string) => string;
}

/** The shell of a module that exports `names`. */
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
 * Makes a module fill its shell.
 *
 * @param names what the shell exports, in its order
 * @param imported the name of a variable that holds the module namespace of import number `i`
 * @param starSource the import of an `export *` that gives `name`
 * @param prefix begins every name that is added; does not occur in the module
 * @returns code for before the module's first line
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

  // Reading what has no value yet throws: such a variable gets its value at a later call.
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

/** Gives an `export default` without a name a name, so that the module can read it. */
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

/** What has no name of its own is called `default`, as without us. */
function restoreName(variable: string): string {
  return (
    `if (Object.getOwnPropertyDescriptor(${variable}, "name")?.value === "${variable}") ` +
    `Object.defineProperty(${variable}, "name", { value: "default", configurable: true }); `
  );
}
