import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cp, mkdir, readdir, readFile, realpath, rm, writeFile } from "node:fs/promises";
import { builtinModules } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright";
import ts from "typescript-api";
import { build, type InlineConfig, mergeConfig, type Plugin } from "vite";
import type { TestProject } from "vitest/node";
import { chromiumArgs, findChromium } from "../../scripts/browser.mjs";
import { serveFolder } from "../package/matrix/static-server.ts";

const here = fileURLToPath(new URL(".", import.meta.url));
const dist = fileURLToPath(new URL("../../dist", import.meta.url));

declare module "vitest" {
  export interface ProvidedContext {
    /** The URL of the page, the guests' code and tabd. */
    readonly guests: string;
    /** One browser for all guests. */
    readonly guestBrowser: string;
  }
}

/** Installs and bundles the guests, serves them beside `dist/`, and starts the browser. */
export default async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  const folder = await install();
  await bundleAll(folder);
  const site = await serveFolder(join(folder, "site"), "/");
  const executablePath = await findChromium();
  const browser = await chromium.launchServer({ executablePath, args: chromiumArgs });
  provide("guests", site.url);
  provide("guestBrowser", browser.wsEndpoint());
  return async () => {
    await browser.close();
    await site.close();
  };
}

/** Installs the pinned versions, once for each lockfile. The folder is kept between runs. */
async function install(): Promise<string> {
  const place = createHash("sha256").update(here).digest("hex").slice(0, 8);
  const folder = join(await realpath(tmpdir()), `tabd-guests-${place}`);
  const stamp = join(folder, "node_modules/.tabd-guests");
  const lock = await readFile(join(here, "package-lock.json"), "utf8");
  if ((await readFile(stamp, "utf8").catch(() => "")) !== lock) {
    await mkdir(folder, { recursive: true });
    for (const file of ["package.json", "package-lock.json"]) {
      await cp(join(here, file), join(folder, file));
    }
    // The peers of these packages are other frameworks and type declarations.
    const args = ["install", "--no-save", "--omit=peer", "--ignore-scripts", "--prefer-offline"];
    execFileSync("npm", [...args, "--no-audit", "--no-fund", "--loglevel=error"], {
      cwd: folder,
      stdio: "inherit",
      shell: process.platform === "win32",
    });
    await writeFile(stamp, lock);
  }
  return folder;
}

/** Compiles decorators, as wrangler's esbuild does: no engine runs them, and Rolldown keeps them. */
const decorators: Plugin = {
  name: "decorators",
  transform: {
    filter: { id: /\/(?:dofs\/dist\/index|workers\/agents)\.js$/ },
    handler: (code) => {
      const compilerOptions = { target: ts.ScriptTarget.ES2022 };
      return ts.transpileModule(code, { compilerOptions }).outputText;
    },
  },
};

/** The guests that also run as code in the page's bundle, with a host script of their own. */
const BUNDLED = ["drizzle", "partyserver"];

/** What there is to bundle, by folder. Workers are single modules, as wrangler's are. */
const kinds: Readonly<Record<string, InlineConfig>> = {
  workers: {
    resolve: { conditions: ["workerd", "worker", "browser", "module"] },
    build: { rolldownOptions: { external: [/^(?:cloudflare|node):/, ...builtinModules] } },
  },
  clients: {},
  hosts: {
    resolve: {
      alias: {
        "cloudflare:workers": join(dist, "cloudflare-workers.js"),
        "tabd/worker": join(dist, "worker.js"),
      },
    },
  },
};

async function bundleAll(folder: string): Promise<void> {
  const site = join(folder, "site");
  await rm(site, { recursive: true, force: true });
  await cp(dist, join(site, "tabd"), { recursive: true });
  for (const file of ["index.html", "page.js"]) await cp(join(here, file), join(site, file));
  // In this folder the sources find the guests' `node_modules`.
  for (const kind of Object.keys(kinds)) {
    await rm(join(folder, kind), { recursive: true, force: true });
    if (kind !== "hosts") await cp(join(here, kind), join(folder, kind), { recursive: true });
  }
  await mkdir(join(folder, "hosts"));
  for (const guest of BUNDLED) {
    const code = `import { host } from "tabd/worker";
      import * as worker from "../workers/${guest}.js";
      host(worker);`;
    await writeFile(join(folder, "hosts", `${guest}.js`), code);
  }
  for (const [kind, config] of Object.entries(kinds)) {
    for (const file of await readdir(join(folder, kind))) {
      await build(mergeConfig(config, bundling(folder, kind, file)));
    }
  }
}

const bundling = (root: string, kind: string, file: string): InlineConfig => ({
  configFile: false,
  root,
  logLevel: "error",
  mode: "production",
  plugins: [decorators],
  build: {
    outDir: join(root, "site", kind),
    emptyOutDir: false,
    minify: false,
    target: "esnext",
    lib: { entry: join(root, kind, file), formats: ["es"], fileName: () => file },
    rolldownOptions: { output: { codeSplitting: false } },
  },
});
