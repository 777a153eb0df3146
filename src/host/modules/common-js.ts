import { parse } from "es-module-lexer";

import { ModuleError } from "./module-error.ts";
import { SourceEdits } from "./source-edits.ts";

/** Workers' code gets another one. */
const PlatformFunction = Function;

/** What a CommonJS module is given by the loader. */
export interface CommonJsHost {
  require(specifier: unknown): unknown;
  import(specifier: unknown): Promise<unknown>;
}

/** Runs a CommonJS module. It is not in strict mode, and has no `this` of its own. */
export type CommonJsFunction = (module: { exports: unknown }, host: CommonJsHost) => void;

/** What a `require()` with a literal in it may want; one in a comment or a string does no harm. */
export function requiredSpecifiers(text: string): string[] {
  const calls = text.matchAll(/\brequire\s*\(\s*(["'])([^"'\n\\]+)\1\s*\)/g);
  return [...new Set(Array.from(calls, (match) => match[2] ?? ""))];
}

/**
 * The function of a CommonJS module's text. The lexer must have been initialized.
 *
 * @throws {ModuleError} for text that is no JavaScript, and where the page's Content Security
 *   Policy forbids making functions of text.
 */
export function commonJsFunction(name: string, text: string): CommonJsFunction {
  try {
    const run = new PlatformFunction(
      ...["exports", "require", "module", "__filename", "__dirname", "$tabdImport"],
      // A function in it: `arguments` is empty there.
      `(function () {${withImports(text)}\n}).call();\n//# sourceURL=${encodeURI(name)}\n`,
    );
    const folder = name.slice(0, Math.max(0, name.lastIndexOf("/")));
    return (module, host) => {
      const args = [module.exports, host.require, module, name, folder, host.import];
      Reflect.apply(run, undefined, args);
    };
  } catch (cause) {
    if (cause instanceof EvalError) {
      throw new ModuleError(
        `The CommonJS module ${JSON.stringify(name)} cannot be run here: the page's Content ` +
          "Security Policy does not allow 'unsafe-eval'. Write it as an ES module.",
        { module: name, cause },
      );
    }
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ModuleError(`${reason}\n  at ${name}`, { module: name, name: "SyntaxError", cause });
  }
}

/** Has `import()` ask the loader: the browser would look beside a URL that means nothing. */
function withImports(text: string): string {
  const edits = new SourceEdits();
  try {
    for (const item of parse(text)[0]) {
      if (item.type === "dynamic")
        edits.replace(item.importStart, item.dynamicStart, "$tabdImport");
    }
  } catch {
    // What is wrong with it the browser says better.
    return text;
  }
  return edits.applyTo(text);
}
