import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, realpathSync, renameSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright";
import type { TestProject } from "vitest/node";
import { chromiumArgs, findChromium } from "../../../scripts/browser.mjs";

const root = fileURLToPath(new URL("../../..", import.meta.url));

declare module "vitest" {
  export interface ProvidedContext {
    /** Where the projects are installed and built. Kept between runs. */
    readonly cache: string;
    /** The packed package, named by its content. */
    readonly tarball: string;
    /** One browser for all projects. */
    readonly browser: string;
  }
}

/** Packs the package, and starts the browser. */
export default async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  // Not in this folder: projects must not find its dependencies, nor be in a `node_modules`.
  const place = createHash("sha256").update(root).digest("hex").slice(0, 8);
  const cache = join(realpathSync(tmpdir()), `tabd-matrix-${place}`);
  mkdirSync(cache, { recursive: true });
  const args = ["pack", "--ignore-scripts", "--silent", "--pack-destination", cache];
  const packed = join(cache, execFileSync("npm", args, { cwd: root, encoding: "utf8" }).trim());
  const hash = createHash("sha256").update(readFileSync(packed)).digest("hex").slice(0, 16);
  const tarball = join(cache, `tabd-${hash}.tgz`);
  renameSync(packed, tarball);
  const executablePath = await findChromium();
  const server = await chromium.launchServer({ executablePath, args: chromiumArgs });
  provide("cache", cache);
  provide("tarball", tarball);
  provide("browser", server.wsEndpoint());
  return () => server.close();
}
