import { init, parse } from "es-module-lexer";
import type { Export, Import } from "es-module-lexer";

import type { CheckedModule } from "../../config/module-content.ts";
import { loadPart } from "../parts.ts";
import { positionAt, syntaxError } from "./module-error.ts";
import { importModule, moduleUrl } from "./module-url.ts";

/** One of the user's modules as JavaScript, with the positions of its imports and exports. */
export interface ModuleSource {
  readonly name: string;
  /** Line numbers are those of the user's text. */
  readonly code: string;
  readonly imports: readonly Import[];
  readonly exports: readonly Export[];
  /** The variable through which its code reaches the loader, if it does. */
  readonly provider: string | undefined;
}

/** The loader's name in generated code. */
const PROVIDER = "$tabd";

export interface ReadOptions {
  /** Specifiers of the modules that must run before this CommonJS module. */
  readonly required?: readonly string[];
  /** Whether code after an `await` keeps its `AsyncLocalStorage` frame. */
  readonly followAwaits?: boolean;
}

/**
 * Turns a module into JavaScript: removes the types of `.ts` and `.mts`, makes a default export of
 * text and JSON, and asks the loader for other values.
 *
 * @throws {ModuleError} with the module and the line, when it cannot be read.
 */
export async function readModule(
  name: string,
  content: CheckedModule,
  { required = [], followAwaits = false }: ReadOptions = {},
): Promise<ModuleSource> {
  const [written] = await Promise.all([toJavaScript(name, content, required), init()]);
  const { code, provider } =
    followAwaits && content.kind === "esModule" && /\bawait\b/.test(written)
      ? await withFrames(written)
      : { code: written, provider: isProvided(content) ? PROVIDER : undefined };
  try {
    const [imports, exports] = parse(code, name);
    return { name, code, imports, exports, provider };
  } catch (error) {
    const index = (error as { idx?: number }).idx;
    const position = index === undefined ? undefined : positionAt(code, index);
    const reason = await syntaxErrorOf(code);
    const advice = await typeScriptAdvice(name, code);
    throw syntaxError(reason ?? "Invalid or unexpected token", name, position, error, advice);
  }
}

function isProvided({ kind }: CheckedModule): boolean {
  return kind === "commonJsModule" || kind === "data" || kind === "wasm";
}

async function withFrames(code: string): Promise<{ code: string; provider: string | undefined }> {
  const { followAwaits } = await loadPart("async-context");
  const provider = freshName("$frames", code);
  try {
    return { code: followAwaits(code, provider), provider };
  } catch (error) {
    // Either the browser's own error is better, or the syntax is newer than the parser.
    if (error instanceof SyntaxError) return { code, provider: undefined };
    throw error;
  }
}

/** `name`, extended until it does not occur in the code. */
export function freshName(name: string, code: string): string {
  let fresh = name;
  for (let i = 0; code.includes(fresh); i++) fresh = `${name}${i}_`;
  return fresh;
}

async function toJavaScript(
  name: string,
  content: CheckedModule,
  required: readonly string[],
): Promise<string> {
  switch (content.kind) {
    case "json":
      return jsonModule(name, content.text);
    case "text":
      return `export default ${JSON.stringify(content.text)};`;
    case "esModule": {
      // Code is inserted before the first line, where only a hashbang or BOM may stand.
      const source = withoutHashbang(content.text);
      return /\.m?ts$/.test(name) ? withoutTypes(name, source) : source;
    }
    case "commonJsModule":
      return commonJsFacade(name, content.namedExports, required);
    case "data":
    case "wasm":
      return `export default ${PROVIDER}.value(${JSON.stringify(name)});`;
  }
}

export function withoutHashbang(text: string): string {
  return text.replace(/^\uFEFF/, "").replace(/^#!.*/, "");
}

/** An ES module that imports the required ES modules, then runs the CommonJS module. */
function commonJsFacade(
  name: string,
  namedExports: readonly string[],
  required: readonly string[],
): string {
  const imports = required.map((specifier, i) => {
    const quoted = JSON.stringify(specifier);
    return `import * as e${i} from ${quoted}; ${PROVIDER}.imported(${quoted}, e${i});\n`;
  });
  const names = namedExports.map(
    (key, i) =>
      `const n${i} = $exports[${JSON.stringify(key)}]; export { n${i} as ${JSON.stringify(key)} };`,
  );
  return [
    ...imports,
    `const $exports = ${PROVIDER}.value(${JSON.stringify(name)});`,
    "export default $exports;",
    ...names,
  ].join("\n");
}

function jsonModule(name: string, text: string): string {
  try {
    JSON.parse(text);
    return `export default JSON.parse(${JSON.stringify(text)});`;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw syntaxError(message, name, undefined, error);
  }
}

async function withoutTypes(name: string, text: string): Promise<string> {
  const { transform } = await loadPart("typescript");
  try {
    return transform(text, { transforms: ["typescript"], disableESTransforms: true }).code;
  } catch (error) {
    const { message, loc } = error as Error & { loc?: { line: number; column: number } };
    const reason = message.replace(/^Error transforming.*?: /, "").replace(/ \(\d+:\d+\)$/, "");
    throw syntaxError(reason, name, loc, error);
  }
}

/** The next step for a JavaScript module with a syntax error that is valid TypeScript. */
export async function typeScriptAdvice(name: string, code: string): Promise<string | undefined> {
  if (!/\.m?js$/.test(name)) return undefined;
  try {
    if ((await syntaxErrorOf(await withoutTypes(name, code))) !== undefined) return undefined;
  } catch {
    return undefined;
  }
  return `This looks like TypeScript: name the module ${name.replace(/js$/, "ts")}.`;
}

/**
 * The browser's syntax error for a module, or undefined. The module never runs: an added import
 * that cannot be loaded fails after parsing.
 */
export async function syntaxErrorOf(code: string): Promise<string | undefined> {
  const url = moduleUrl(`${code}\n;import "blob:none/nothing";`, "tabd:syntax");
  try {
    await importModule(url);
    return undefined;
  } catch (error) {
    return error instanceof SyntaxError ? error.message : undefined;
  } finally {
    URL.revokeObjectURL(url);
  }
}
