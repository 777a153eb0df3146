import { expect, test } from "vitest";
import { buildWorker } from "../../../../src/tools/project/build-worker.ts";
import { readProject } from "../../../../src/tools/project/read-project.ts";
import { folderOf, projectOf } from "./project-folder.ts";

const classes = { migrations: [{ tag: "v1", new_sqlite_classes: ["Timer"] }] };

test("the bundle has the npm imports; the runtime's imports and other modules stay outside", async () => {
  const wrangler = { name: "tea", main: "src/main.ts", compatibility_date: "2026-08-04" };
  const root = await folderOf({
    "wrangler.json": JSON.stringify({ ...wrangler, ...classes, define: { VERSION: '"1.2"' } }),
    "src/main.ts": `
      import { DurableObject } from "cloudflare:workers";
      import { Buffer } from "buffer";
      import steep from "steep";
      import page from "./page.html";
      import { INLINED } from "./inlined.ts";
      import data from "./data.bin";
      export class Timer extends DurableObject {
        answer(): unknown { return [steep, page, data, Buffer, VERSION, process.env.NODE_ENV]; }
        inlined = INLINED;
        later() { return import("./later.ts"); }
      }`,
    "src/later.ts": "export const later = 'later module';",
    "src/inlined.ts": "export const INLINED = 1;",
    "src/page.html": "<p>page</p>",
    "src/data.bin": new Uint8Array([1, 2]),
    "node_modules/steep/package.json": JSON.stringify({
      name: "steep",
      type: "module",
      exports: { workerd: "./workerd.js", default: "./node.js" },
    }),
    "node_modules/steep/workerd.js": "export default 'for workerd';",
    "node_modules/steep/node.js": "export default 'for node';",
  });
  const files = new Set<string>();
  const options = { mode: "production", files } as const;
  const { modules } = await buildWorker(await readProject(root), options);
  const [main, html, bin] = Object.keys(modules);
  const code = String(modules["index.js"]);
  expect(main).toBe("index.js");
  expect(code).toMatch(/from ["']cloudflare:workers["']/);
  expect(code).toMatch(/from ["']node:buffer["']/);
  for (const text of ["for workerd", "later module", '"1.2"', '"production"', html, bin]) {
    expect(code).toContain(text);
  }
  expect(code).not.toContain("for node");
  expect(modules[String(html)]).toEqual({ text: "<p>page</p>" });
  expect(modules[String(bin)]).toEqual({ data: new Uint8Array([1, 2]) });
  const paths = [...files].map((file) => file.slice(root.length + 1)).toSorted();
  expect(paths).toEqual([
    "node_modules/steep/workerd.js",
    "src/data.bin",
    "src/inlined.ts",
    "src/later.ts",
    "src/main.ts",
    "src/page.html",
  ]);
});

test("a class that the main module does not export is named, with the nearest export", async () => {
  const root = await projectOf(classes, { "main.ts": "export class Timers {}" });
  await expect(buildWorker(await readProject(root))).rejects.toThrow(
    `${root}/wrangler.json: the Durable Object class Timer is not an export of main.ts. ` +
      'Did you mean "Timers"?',
  );
});

test("the bundler's error names the file, and the files read so far are known", async () => {
  const root = await projectOf(
    {},
    { "main.ts": "import './a.ts';", "a.ts": "import './gone.ts';" },
  );
  const files = new Set<string>();
  const build = buildWorker(await readProject(root), { files });
  await expect(build).rejects.toThrow(/gone\.ts.*a\.ts/s);
  expect([...files]).toEqual([`${root}/main.ts`, `${root}/a.ts`]);
});
