import { init, parse } from "es-module-lexer";
import type { Export, Import } from "es-module-lexer";

import type { CheckedModule } from "../../config/module-content.ts";
import { loadPart } from "../parts.ts";
import { positionAt, syntaxError } from "./module-error.ts";

/** One of the user's modules as JavaScript, and where its imports and exports are in it. */
export interface ModuleSource {
  readonly name: string;
  /** JavaScript, line by line as the user wrote it. */
  readonly code: string;
  readonly imports: readonly Import[];
  readonly exports: readonly Export[];
  /** By which name its code knows what the loader gives it, if it needs that. */
  readonly provider: string | undefined;
}

/** What generated code calls the loader. */
const PROVIDER = "$tabd";

export interface ReadOptions {
  /** Specifiers of the ES modules that a CommonJS module needs. */
  readonly required?: readonly string[];
  /** Whether `await`s are to bring back what `AsyncLocalStorage` has set. */
  readonly followAwaits?: boolean;
}

/**
 * Reads a module: TypeScript loses its types (`.ts`, `.mts`), text and JSON become a default
 * export, and what is not text is asked of the loader.
 *
 * @throws {ModuleError} that names the module and the line, when it cannot be read.
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
    throw syntaxError(reason ?? "Invalid or unexpected token", name, position, error);
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
    // Whatever is wrong with it, the browser says it better, or it is too new for the parser.
    if (error instanceof SyntaxError) return { code, provider: undefined };
    throw error;
  }
}

/** A name that does not occur in the code. */
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
      // A byte order mark or a hashbang may only come first, and we write before the first line.
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

/** An ES module that runs a CommonJS one, once the ES modules that this requires have run. */
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

/**
 * What the browser says of a module that is not JavaScript; undefined when it is. Nothing is run:
 * the module gets an import that cannot be loaded, which only matters once it has been parsed.
 */
export async function syntaxErrorOf(code: string): Promise<string | undefined> {
  const url = URL.createObjectURL(
    new Blob([code, '\n;import "blob:none/nothing";'], { type: "text/javascript" }),
  );
  try {
    await import(/* @vite-ignore */ url);
    return undefined;
  } catch (error) {
    return error instanceof SyntaxError ? error.message : undefined;
  } finally {
    URL.revokeObjectURL(url);
  }
}
