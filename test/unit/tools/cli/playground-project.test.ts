import { expect, test } from "vitest";
import { playgroundProject } from "../../../../src/tools/cli/playground-project.ts";
import { readProject } from "../../../../src/tools/project/read-project.ts";
import { folderOf } from "../project/project-folder.ts";

test("the playground gets the project's own files as they are, and a bundle for each npm import", async () => {
  const main = `import steep from "steep";
    import "buffer";
    import { a } from "../shared/a";
    import page from "./page.html";
    import data from "./data.bin";
    import type { Unused } from "./types.ts";
    export default { fetch: () => [steep, a, page, data] };`;
  const root = await folderOf({
    "wrangler.json": JSON.stringify({
      name: "tea",
      main: "src/main.ts",
      compatibility_date: "2026-08-04",
      vars: { A: "1", B: [2] },
      services: [{ binding: "SELF", service: "tea" }],
    }),
    "src/main.ts": main,
    "src/page.html": "<p>",
    "src/data.bin": "1",
    "src/types.ts": "export type Unused = 1;",
    "shared/a.ts": "export const a: number = 1;",
    "node_modules/steep/package.json": JSON.stringify({ name: "steep", main: "index.js" }),
    "node_modules/steep/index.js": "module.exports = require('./inner.js');",
    "node_modules/steep/inner.js": "module.exports = 'steeped';",
  });
  const { project, leftOut } = await playgroundProject(await readProject(root));
  const { steep, ...files } = project.files;
  expect(files).toEqual({
    "src/main.ts": main,
    "src/page.html": "<p>",
    "shared/a.ts": "export const a: number = 1;",
  });
  const url = `data:text/javascript,${encodeURIComponent(String(steep))}`;
  const library = (await import(/* @vite-ignore */ url)) as { default: unknown };
  expect(library.default).toBe("steeped");
  expect(project.config).toMatchObject({ main: "src/main.ts", vars: { A: "1", B: [2] } });
  expect(leftOut).toEqual([
    { field: "src/data.bin", reason: "the playground has only modules of code and text." },
    { field: "env.SELF", reason: "the playground has no service bindings." },
  ]);
});
