import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { type ParseError, parse as parseJson, printParseErrorCode } from "jsonc-parser";
import { parse as parseToml } from "smol-toml";
import { ProjectError } from "./project-error.ts";

/** In wrangler's order. */
const NAMES = ["wrangler.json", "wrangler.jsonc", "wrangler.toml"];

/** Whether the path is a wrangler file, by its ending. */
export function isWranglerFile(path: string): boolean {
  return /\.(?:jsonc?|toml)$/.test(path);
}

/** The wrangler file of a folder. */
export async function findWranglerFile(folder: string): Promise<string> {
  for (const name of NAMES) {
    const path = join(folder, name);
    const found = await stat(path).catch(() => undefined);
    if (found?.isFile() === true) return path;
  }
  throw new ProjectError(
    folder,
    `this folder has no wrangler file (${NAMES.join(", ")}). Give the path of a project that has ` +
      "one, or of the worker's main module.",
  );
}

/** The fields of a wrangler file. */
export async function readWranglerFile(path: string): Promise<Readonly<Record<string, unknown>>> {
  const text = await readFile(path, "utf8").catch((error: unknown) => {
    throw new ProjectError(path, `cannot be read (${String(error)}). Check the path.`);
  });
  const value = path.endsWith(".toml") ? readToml(path, text) : readJson(path, text);
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    return value as Record<string, unknown>;
  }
  throw new ProjectError(path, "must contain an object: { name, main, compatibility_date, … }.");
}

function readToml(path: string, text: string): unknown {
  try {
    return parseToml(text);
  } catch (error) {
    throw new ProjectError(path, error instanceof Error ? error.message : String(error));
  }
}

function readJson(path: string, text: string): unknown {
  const errors: ParseError[] = [];
  const value: unknown = parseJson(text, errors, { allowTrailingComma: true });
  const [first] = errors;
  if (first === undefined) return value;
  const before = text.slice(0, first.offset).split("\n");
  const place = `line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`;
  throw new ProjectError(
    path,
    `${printParseErrorCode(first.error)} at ${place}. Correct the JSON.`,
  );
}
