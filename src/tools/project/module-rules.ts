import type { LeftOut, ModuleRule } from "./project.ts";
import { type FileFields, problemOf } from "./file-fields.ts";

/** wrangler's own rules, after those of the file. */
export const DEFAULT_RULES: readonly ModuleRule[] = [
  { type: "Text", globs: ["**/*.txt", "**/*.html", "**/*.sql"] },
  { type: "Data", globs: ["**/*.bin"] },
  { type: "CompiledWasm", globs: ["**/*.wasm"] },
];

/** Types that the bundler recognizes without a rule. */
const CODE = new Set(["ESModule", "CommonJS"]);

/** Reads `rules`. As in wrangler, a rule ends its type's rules unless it has `fallthrough`. */
export function readRules(fields: FileFields, leftOut: LeftOut[]): ModuleRule[] {
  const given = fields.array("rules").flatMap((rule, index) => {
    const field = `rules[${index}]`;
    const { type, globs, fallthrough } = fields.record(rule, field);
    if (!Array.isArray(globs) || !globs.every((glob) => typeof glob === "string")) {
      throw problemOf(fields.file, `${field}.globs`, "must be an array of strings.");
    }
    if (CODE.has(String(type))) return [];
    const known = DEFAULT_RULES.find((one) => one.type === type);
    if (known === undefined) {
      leftOut.push({ field, reason: `tabd has no modules of the type ${JSON.stringify(type)}.` });
      return [];
    }
    return [{ type: known.type, globs, fallthrough: fallthrough === true }];
  });
  const ended = new Set<string>();
  const rules: ModuleRule[] = [];
  for (const { fallthrough, ...rule } of [...given, ...DEFAULT_RULES.map(lastOfItsType)]) {
    if (ended.has(rule.type)) continue;
    rules.push(rule);
    if (!fallthrough) ended.add(rule.type);
  }
  return rules;
}

function lastOfItsType({ type, globs }: ModuleRule): ModuleRule & { fallthrough: boolean } {
  return { type, globs, fallthrough: false };
}

/** The type of the module at `path`, relative to the project; undefined for code. */
export function moduleType(
  rules: readonly ModuleRule[],
  path: string,
): ModuleRule["type"] | undefined {
  const inside = path.replaceAll("\\", "/").replace(/^(?:\.\.?\/)+/, "");
  return rules.find(({ globs }) => globs.some((glob) => toRegExp(glob).test(inside)))?.type;
}

/** A glob of `*`, `**`, `?` and `{a,b}`. */
function toRegExp(glob: string): RegExp {
  const source = glob
    .replace(/^\.\//, "")
    .replaceAll(/\*\*\/|\*\*|[*?{},]|[\\^$+.()|[\]]/g, (token) => GLOB[token] ?? `\\${token}`);
  return new RegExp(`^${source}$`);
}

const GLOB: Readonly<Record<string, string>> = {
  "**/": "(?:.*/)?",
  "**": ".*",
  "*": "[^/]*",
  "?": "[^/]",
  "{": "(?:",
  "}": ")",
  ",": "|",
};
