import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

const read = (path: string): string =>
  readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");

/** Code whose fence names a file of the example app: ```ts tests/reminders.spec.ts */
const quotes = Array.from(
  read("docs/playwright.md").matchAll(/^```\w+ (\S+)\n([^]*?)^```$/gm),
  ([, path = "", code = ""]) => [path, code] as const,
);

test("docs/playwright.md quotes both suites of the example app", () => {
  expect(quotes.map(([path]) => path)).toEqual(["tests/reminders.spec.ts", "tests/worker.spec.ts"]);
});

test.each(quotes)("the quote of %s equals the file", (path, code) => {
  expect(code).toBe(read(`test/example-app/${path}`));
});
