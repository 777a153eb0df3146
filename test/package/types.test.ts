import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));
const typescript = dirname(createRequire(import.meta.url).resolve("typescript/package.json"));

/** The compiler's errors for a project. Its files mark expected errors. */
function complaints(project: string, ...flags: string[]): string {
  const tsc = join(typescript, "bin/tsc");
  const { stdout, stderr } = spawnSync(process.execPath, [tsc, "-p", project, ...flags], {
    cwd: root,
    encoding: "utf8",
  });
  return stdout + stderr;
}

const minute = { timeout: 60_000 };

test("a worker type-checks with @cloudflare/workers-types alone", minute, () => {
  expect(complaints("test/types/worker")).toBe("");
});

test("a page that serves it gets Workers' types for its env and stubs", minute, () => {
  expect(complaints("test/types/page")).toBe("");
});

test("the example app type-checks", minute, () => {
  expect(complaints("test/types/example-app")).toBe("");
});

test.each(["bundler", "nodenext"])(
  "the declarations type-check with ES2022, the DOM and %s",
  minute,
  (resolution) => {
    const module = resolution === "bundler" ? "esnext" : resolution;
    const flags = ["--module", module, "--moduleResolution", resolution];
    expect(complaints("test/types/installed", ...flags)).toBe("");
  },
);
