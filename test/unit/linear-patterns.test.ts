import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseSync } from "vite";
import { expect, test } from "vitest";
import { loadProblem } from "../../demo/session/source-places.ts";
import { COMPATIBILITY_DATE, withNamespacesOfCode } from "../../demo/session/project.ts";
import { workerName } from "../../demo/session/checked-project.ts";
import { isSlow } from "./linear-time.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

interface Pattern {
  readonly path: string;
  readonly pattern: string;
  readonly flags: string;
}

/** Every regular expression with a quantifier, in the package and the playground. */
function patterns(): Pattern[] {
  return ["src", "demo"].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".ts") && !file.endsWith(".d.ts"))
      .flatMap((file) => {
        const path = join(folder, file);
        const found: Pattern[] = [];
        const { program } = parseSync(path, readFileSync(join(root, path), "utf8"));
        JSON.stringify(program, (_key, node: unknown) => {
          if (isPattern(node) && /[*+]|\{\d*,/.test(node.regex.pattern)) {
            found.push({ path, ...node.regex });
          }
          return typeof node === "bigint" ? String(node) : node;
        });
        return found;
      }),
  );
}

function isPattern(node: unknown): node is { regex: { pattern: string; flags: string } } {
  return (
    typeof node === "object" && node !== null && "regex" in node && typeof node.regex === "object"
  );
}

const common = [
  " ",
  "\n",
  "a",
  "0",
  "_",
  "-",
  "/",
  "\\",
  "*",
  '"',
  "(",
  "{",
  ",",
  ".",
  ":",
  "=",
  "/*",
  "a ",
  "a.",
  "x\n",
];

/** Texts that repeat a part of a pattern and do not match at the end. */
function* attacks(pattern: string): Generator<(length: number) => string> {
  const text = pattern.replaceAll(/\\[pP]\{[^}]*\}/g, "");
  const parts = [...new Set(text.match(/[a-zA-Z0-9_]{2,}|[^\\\s]/g))].slice(0, 16);
  const repeated = new Set([...common, ...parts, ...parts.map((part) => `${part} `)]);
  for (const prefix of ["", ...parts.slice(0, 4), parts.join("")]) {
    for (const part of repeated) {
      yield (length) => `${prefix}${part.repeat(length / part.length)}\u0001`;
    }
  }
}

test("no pattern takes quadratic time", { timeout: 300_000 }, () => {
  const all = patterns();
  expect(all.length).toBeGreaterThan(80);
  const slow = all.filter(({ pattern, flags }) =>
    [...attacks(pattern)].some((attack) =>
      isSlow((length) => {
        const expression = new RegExp(pattern, `${flags.replace(/[gy]/g, "")}g`);
        for (const _match of attack(length).matchAll(expression));
      }),
    ),
  );
  expect(slow).toEqual([]);
});

const config = { main: "index.ts", compatibilityDate: COMPATIBILITY_DATE, namespaces: [] };

const parsers: Record<string, (text: string) => void> = {
  "the classes of a project": (text) =>
    void withNamespacesOfCode({ name: "n", files: { "index.ts": text, "b.ts": text }, config }),
  "the place of an error": (text) => void loadProblem(new Error(text), ["index.ts", "b.ts"]),
  "the name of a worker": (text) => void workerName(text),
};

const texts = [
  "export class A ",
  "export class A extends ",
  "export class A extends DurableObject {}\n",
  "export{",
  "export { A, B }\n",
  "export ",
  "\n",
  " ",
  "-",
  "index.ts:1",
  "index.ts:",
  '"index.ts", line ',
  "\n    at ",
];

test.each(
  Object.entries(parsers).flatMap(([what, parse]) =>
    texts.map((text) => [what, text, parse] as const),
  ),
)("finding %s takes linear time: %j", (_what, text, parse) => {
  expect(isSlow((length) => parse(text.repeat(length)))).toBe(false);
});
