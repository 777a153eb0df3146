import { init, parse } from "es-module-lexer";
import type { Export, Import } from "es-module-lexer";

import { positionAt, syntaxError } from "./module-error.ts";

/** One of the user's modules as JavaScript, and where its imports and exports are in it. */
export interface ModuleSource {
  readonly name: string;
  /** JavaScript, line by line as the user wrote it. */
  readonly code: string;
  readonly imports: readonly Import[];
  readonly exports: readonly Export[];
}

/**
 * Reads a module: TypeScript loses its types (`.ts`, `.mts`), JSON (`.json`) becomes a default
 * export.
 *
 * @throws {ModuleError} that names the module and the line, when it cannot be read.
 */
export async function readModule(name: string, text: string): Promise<ModuleSource> {
  const [code] = await Promise.all([toJavaScript(name, text), init()]);
  try {
    const [imports, exports] = parse(code, name);
    return { name, code, imports, exports };
  } catch (error) {
    const index = (error as { idx?: number }).idx;
    const position = index === undefined ? undefined : positionAt(code, index);
    const reason = await syntaxErrorOf(code);
    throw syntaxError(reason ?? "Invalid or unexpected token", name, position, error);
  }
}

async function toJavaScript(name: string, text: string): Promise<string> {
  if (name.endsWith(".json")) return jsonModule(name, text);
  // A byte order mark or a hashbang may only come first, and we write before the first line.
  const source = text.replace(/^\uFEFF/, "").replace(/^#!.*/, "");
  return /\.m?ts$/.test(name) ? withoutTypes(name, source) : source;
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
  const { transform } = await import("sucrase");
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
