/** Extensions that a relative import may omit, in order of preference. An exact match wins. */
const ENDINGS = [".ts", ".js", ".mts", ".mjs", ".json"];

/** TypeScript imports name the emitted file: `./lib.js` for `lib.ts`. */
const WRITTEN_AS_JAVASCRIPT: Readonly<Record<string, string>> = { ".js": ".ts", ".mjs": ".mts" };

/** Normalizes a module's name in the configuration: `./src/a.js` is `src/a.js`. */
export function moduleName(key: string): string {
  return /^(\.{0,2}\/)/.test(key) ? joinPath("", key.replace(/^\/+/, "./")) : key;
}

/** The names that `specifier` in module `from` may resolve to, best first. */
export function candidateNames(specifier: string, from: string): string[] {
  if (!/^(\.{1,2}(\/|$)|\/)/.test(specifier)) return [specifier];
  const path = specifier.startsWith("/")
    ? joinPath("", `.${specifier}`)
    : joinPath(from.slice(0, from.lastIndexOf("/") + 1), specifier);
  const names = [path, ...ENDINGS.map((ending) => path + ending)];
  const ending = /\.m?js$/.exec(path)?.[0];
  if (ending !== undefined) {
    names.push(path.slice(0, -ending.length) + WRITTEN_AS_JAVASCRIPT[ending]);
  }
  const folder = path === "" || path.endsWith("/") ? path : `${path}/`;
  return [...names, ...ENDINGS.map((last) => `${folder}index${last}`)];
}

/** Joins and removes `.` and `..`. A `..` at the root stays at the root. */
function joinPath(folder: string, path: string): string {
  const parts: string[] = [];
  for (const part of (folder + path).split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "." && part !== "") parts.push(part);
  }
  return parts.join("/");
}
