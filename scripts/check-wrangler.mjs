// Downloads each example as the playground does, and follows its README: `npm install`,
// `npx tsc`, `npm start`, requests, alarms. wrangler comes from the npm registry, into a temporary
// folder, in the version that npm chooses for the running Node. Ends with `N passed, N failed`.
//
//   npm run check:wrangler                      all examples
//   npm run check:wrangler -- first-alarm chat  these
//   npm run check:wrangler -- --node 22         with another Node from the npm registry
//   npm run check:wrangler -- --keep            keeps the folders and prints their path
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { unzipSync } from "fflate";
import { createServer } from "vite";
import { scenarios } from "../test/wrangler/scenarios.mjs";
import { WranglerProject } from "../test/wrangler/wrangler-project.mjs";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { node: { type: "string" }, keep: { type: "boolean", default: false } },
});

const work = mkdtempSync(join(tmpdir(), "tabd-wrangler-"));

/** The zip of each example, made by the playground's own code, and `replayLog`. */
async function loadSources() {
  const server = await createServer({
    root: join(import.meta.dirname, ".."),
    cacheDir: join(work, "vite"),
    logLevel: "error",
    appType: "custom",
    server: { middlewareMode: true, ws: false, watch: null },
    optimizeDeps: { noDiscovery: true, include: [] },
  });
  try {
    const { catalog } = await server.ssrLoadModule("/demo/examples/catalog.ts");
    const { toWranglerProject } = await server.ssrLoadModule("/demo/share/wrangler-project.ts");
    const { packed } = await server.ssrLoadModule("/demo/share/zip.ts");
    const { replayLog } = await server.ssrLoadModule("/src/storage/write-ahead-log.ts");
    /** @type {[id: string, zip: Uint8Array][]} */
    const zips = [];
    for (const { id, load } of catalog) zips.push([id, packed(toWranglerProject(await load()))]);
    return { zips, replayLog };
  } finally {
    await server.close();
  }
}

/**
 * @param {Uint8Array} zip
 * @param {string} folder
 */
function unpack(zip, folder) {
  for (const [path, bytes] of Object.entries(unzipSync(zip))) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, bytes);
  }
}

/**
 * An environment in which `node` has this major version.
 *
 * @param {string | undefined} version
 * @returns {NodeJS.ProcessEnv}
 */
function environment(version) {
  // As in a user's shell: without npm's variables, and without a terminal.
  const inherited = Object.entries(process.env).filter(
    ([key]) => !/^npm_|^NODE_OPTIONS$/.test(key),
  );
  const env = { ...Object.fromEntries(inherited), CI: "1", NO_COLOR: "1" };
  if (version === undefined) return env;
  const name = `node-${process.platform === "win32" ? "win" : process.platform}-${process.arch}`;
  const folder = join(work, "node");
  mkdirSync(folder);
  execFileSync("npm", ["install", "--prefix", folder, `${name}@${version}`], {
    stdio: ["ignore", "ignore", "inherit"],
    shell: process.platform === "win32",
  });
  const bin = join(folder, "node_modules", name, "bin");
  return { ...env, PATH: bin + delimiter + process.env["PATH"] };
}

const env = environment(values.node);
const { zips, replayLog } = await loadSources();
const ids = zips.map(([id]) => id);
const unknown = positionals.filter((id) => !ids.includes(id));
if (unknown.length > 0)
  throw new Error(`Unknown examples: ${unknown.join(", ")}. The examples are ${ids.join(", ")}.`);

let passed = 0;
let failed = 0;
for (const [id, zip] of zips) {
  if (positionals.length > 0 && !positionals.includes(id)) continue;
  const folder = join(work, id);
  unpack(zip, folder);
  const project = new WranglerProject(folder, env);
  try {
    const scenario = scenarios[id];
    if (scenario === undefined)
      throw new Error(`test/wrangler/scenarios.mjs has no scenario for ${id}.`);
    const version = await project.install();
    await project.run("npx", "tsc", "--noEmit");
    await project.start();
    const seen = await scenario(project, replayLog);
    passed++;
    console.log(`✓ ${id} (${version}): ${seen}`);
  } catch (error) {
    failed++;
    console.log(`✗ ${id}: ${error instanceof Error ? error.message : String(error)}`);
    console.log(project.output.replaceAll(/^/gm, "    "));
  } finally {
    await project.stop();
    if (!values.keep) rmSync(folder, { recursive: true, force: true });
  }
}
if (values.keep) console.log(`The projects are in ${work}.`);
else rmSync(work, { recursive: true, force: true });
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
