import { existsSync, readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

const read = (path: string): string =>
  readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");

const page = read("docs/install.md");
const pages = page + read("docs/vite.md");

/** Code whose fence names a file of the projects: ```js vite/vite.config.js */
const recipes = Array.from(
  pages.matchAll(/^```\w+ (\S+)\n([^]*?)^```$/gm),
  ([, path = "", code = ""]) => [path, code] as const,
);

test.each(recipes)(
  "the recipe %s equals the project's file and has at most fifteen lines",
  (path, code) => {
    expect(code).toBe(read(`test/package/projects/${path}`));
    expect(code.trimEnd().split("\n").length).toBeLessThanOrEqual(15);
  },
);

test("every project of the matrix has a recipe", () => {
  const names = readdirSync(new URL("projects", import.meta.url));
  const told = new Set(recipes.map(([path]) => path.split("/")[0]));
  // It only adds a plugin to Vite's recipe.
  told.add("vite-react").add("shared");
  expect(names.toSorted()).toEqual([...told].toSorted());
});

test("the page lists exactly the files of dist", () => {
  const listed = Array.from(page.matchAll(/^\| `([^`|]+\.[^`|]+)`/gm), (match) => match[1] ?? "");
  const patterns = listed.map((file) => new RegExp(`^${file.replaceAll("*", ".*")}$`));
  const entries = readdirSync(new URL("../../dist", import.meta.url), { withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => entry.name);
  expect(files.filter((file) => !patterns.some((pattern) => pattern.test(file)))).toEqual([]);
  const dist = new URL("../../dist/", import.meta.url);
  const plain = listed.filter((file) => file.includes(".") && !file.includes("*"));
  expect(plain.filter((file) => !existsSync(new URL(file, dist)))).toEqual([]);
});
