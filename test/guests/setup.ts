import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cp, mkdir, readdir, readFile, realpath, rm, writeFile } from "node:fs/promises";
import { builtinModules } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright";
import ts from "typescript-api";
import { build, type Plugin } from "vite";
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

/** Bundles each guest's worker into one module, as wrangler does, and each client for the page. */
async function bundleAll(folder: string): Promise<void> {
  const site = join(folder, "site");
  await rm(site, { recursive: true, force: true });
  await cp(dist, join(site, "tabd"), { recursive: true });
  for (const file of ["index.html", "page.js"]) await cp(join(here, file), join(site, file));
  for (const sources of ["workers", "clients"]) {
    // In this folder the sources find the guests' `node_modules`.
    await rm(join(folder, sources), { recursive: true, force: true });
    await cp(join(here, sources), join(folder, sources), { recursive: true });
    for (const file of await readdir(join(here, sources))) {
      await bundle(folder, sources, file, sources === "workers");
    }
  }
}

async function bundle(root: string, sources: string, file: string, worker: boolean): Promise<void> {
  await build({
    configFile: false,
    root,
    logLevel: "error",
    mode: "production",
    plugins: [decorators],
    resolve: { conditions: [...(worker ? ["workerd", "worker"] : []), "browser", "module"] },
    build: {
      outDir: join(root, "site", sources),
      emptyOutDir: false,
      minify: false,
      target: "esnext",
      lib: { entry: join(root, sources, file), formats: ["es"], fileName: () => file },
      rolldownOptions: {
        external: worker ? [/^(?:cloudflare|node):/, ...builtinModules] : [],
        output: { codeSplitting: false },
      },
    },
  });
}
