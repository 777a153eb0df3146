import { parse } from "es-module-lexer";

import { ModuleError } from "./module-error.ts";
import { SourceEdits } from "./source-edits.ts";

/** The platform's own: user code gets a guarded one. */
const PlatformFunction = Function;

/** The loader's functions for a CommonJS module. */
export interface CommonJsHost {
  require(specifier: unknown): unknown;
  import(specifier: unknown): Promise<unknown>;
}

/** Runs a CommonJS module in sloppy mode, without its own `this`. */
export type CommonJsFunction = (module: { exports: unknown }, host: CommonJsHost) => void;

/** The literals of `require()` calls. A match in a comment or string does no harm. */
export function requiredSpecifiers(text: string): string[] {
  const calls = text.matchAll(/\brequire\s*\(\s*(["'])([^"'\n\\]+)\1\s*\)/g);
  return [...new Set(Array.from(calls, (match) => match[2] ?? ""))];
}

/**
 * Compiles a CommonJS module. The lexer must have been initialized.
 *
 * @throws {ModuleError} for a syntax error, and when the page's Content Security Policy forbids
 *   code generation from strings.
 */
export function commonJsFunction(name: string, text: string): CommonJsFunction {
  try {
    const run = new PlatformFunction(
      ...["exports", "require", "module", "__filename", "__dirname", "$tabdImport"],
      // The inner function hides our `arguments`.
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

/** Redirects `import()` to the loader: the code has no URL to resolve a specifier against. */
function withImports(text: string): string {
  const edits = new SourceEdits();
  try {
    for (const item of parse(text)[0]) {
      if (item.type === "dynamic")
        edits.replace(item.importStart, item.dynamicStart, "$tabdImport");
    }
  } catch {
    // The browser's own syntax error is better.
    return text;
  }
  return edits.applyTo(text);
}
