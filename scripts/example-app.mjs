// Installs the packed package into a copy of test/example-app, and runs the app's Playwright tests.
// The other packages are those of this repository. Arguments after `--` go to Playwright.
import { execFileSync, spawnSync } from "node:child_process";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findChromium } from "./browser.mjs";

const root = join(import.meta.dirname, "..");
const app = mkdtempSync(join(tmpdir(), "tabd-example-app-"));

/** @returns {Promise<number>} a free port */
async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, "localhost", () => resolve(undefined)));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("There is no free port.");
  return address.port;
}

try {
  cpSync(join(root, "test/example-app"), app, { recursive: true });
  const modules = join(app, "node_modules");
  mkdirSync(join(modules, "@playwright"), { recursive: true });
  const args = ["pack", "--ignore-scripts", "--silent", "--pack-destination", app];
  execFileSync("npm", args, { cwd: root, stdio: ["ignore", "ignore", "inherit"] });
  const tarball = readdirSync(app).find((name) => name.endsWith(".tgz")) ?? "";
  execFileSync("tar", ["-xzf", join(app, tarball), "-C", modules]);
  renameSync(join(modules, "package"), join(modules, "tabd"));
  for (const name of ["vite", "@playwright/test"]) {
    symlinkSync(join(root, "node_modules", name), join(modules, name), "dir");
  }
  mkdirSync(join(modules, ".bin"));
  symlinkSync(join(root, "node_modules/.bin/vite"), join(modules, ".bin/vite"));
  const cli = join(root, "node_modules/@playwright/test/cli.js");
  const { status } = spawnSync(process.execPath, [cli, "test", ...process.argv.slice(2)], {
    cwd: app,
    stdio: "inherit",
    env: {
      ...process.env,
      CHROMIUM_PATH: await findChromium(),
      PORT: process.env["PORT"] ?? String(await freePort()),
    },
  });
  process.exitCode = status ?? 1;
} finally {
  rmSync(app, { recursive: true, force: true });
}
