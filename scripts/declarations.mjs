// Bundles the public declarations of each entry into one file, dist/<entry>.d.ts.
import { spawnSync } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { rollup } from "rollup";
import { dts } from "rollup-plugin-dts";

const root = join(import.meta.dirname, "..");

/** The source of each entry, by its name in the package, by the project that compiles it. */
const projects = {
  "tsconfig.build.json": {
    index: "index",
    worker: "worker",
    "cloudflare-workers": "api/cloudflare-workers",
  },
  "tsconfig.tools.json": { playwright: "tools/playwright", vite: "tools/vite" },
};

/** `Symbol.dispose` and `Disposable`, whatever `lib` the user's project has. */
const HEAD = '/// <reference lib="esnext.disposable" />\n';

/** @param {string} dist the output folder */
export async function buildDeclarations(dist) {
  for (const [project, entries] of Object.entries(projects)) {
    await buildEntries(dist, project, entries);
  }
}

/**
 * @param {string} dist
 * @param {string} project
 * @param {Record<string, string>} entries
 */
async function buildEntries(dist, project, entries) {
  const compiled = await mkdtemp(join(tmpdir(), "tabd-types-"));
  try {
    compile(project, compiled);
    for (const [name, source] of Object.entries(entries)) {
      const file = join(dist, `${name}.d.ts`);
      const bundle = await rollup({
        input: join(compiled, `${source}.d.ts`),
        plugins: [dts()],
        external: ["@playwright/test", "vite"],
        onwarn(warning) {
          throw new Error(warning.message);
        },
      });
      await bundle.write({ file, format: "es" });
      await writeFile(file, HEAD + (await readFile(file, "utf8")));
    }
  } finally {
    await rm(compiled, { recursive: true, force: true });
  }
}

/**
 * @param {string} project
 * @param {string} outDir
 */
function compile(project, outDir) {
  const tsc = join(root, "node_modules/typescript/bin/tsc");
  const args = [tsc, "-p", join(root, project), "--outDir", outDir];
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: "inherit" });
  if (status !== 0) throw new Error("The declarations do not compile.");
}
