import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify, stripVTControlCharacters } from "node:util";
import { inject } from "vitest";

const projects = fileURLToPath(new URL("../projects", import.meta.url));
const run = promisify(execFile);
const env = {
  ...process.env,
  // npm's own messages, and notices about usage statistics, are not warnings of a build.
  npm_config_loglevel: "error",
  ASTRO_TELEMETRY_DISABLED: "1",
  NEXT_TELEMETRY_DISABLED: "1",
  NODE_ENV: "production",
  VITEST: undefined,
};

/**
 * Copies a project to its own folder and installs the packed package there. Each list of
 * dependencies is installed once.
 *
 * @param copy the folder's name, for a test that runs in parallel with the project's own test
 */
export async function install(name: string, copy = name): Promise<string> {
  const folder = join(inject("cache"), copy);
  const source = join(projects, name);
  const manifest = await readFile(join(source, "package.json"), "utf8");
  const wanted = JSON.stringify([inject("tarball"), manifest]);
  const stamp = join(folder, "node_modules/.tabd-matrix.json");
  if ((await readFile(stamp, "utf8").catch(() => "")) !== wanted) {
    await mkdir(folder, { recursive: true });
    await cp(join(source, "package.json"), join(folder, "package.json"));
    const args = ["install", "--no-save", "--no-package-lock", "--no-audit", "--no-fund"];
    await npm(folder, ...args, "--prefer-offline", "--include=dev", inject("tarball"));
    await writeFile(stamp, wanted);
  }
  await cp(source, folder, { recursive: true });
  await cp(join(projects, "shared"), join(folder, "shared"), { recursive: true });
  return folder;
}

/** Builds for production. @returns the lines of the output that warn of something. */
export async function build(folder: string, output: string, args: string[]): Promise<string[]> {
  await rm(join(folder, output), { recursive: true, force: true });
  const text = await npm(folder, "run", "--silent", "build", "--", ...args);
  // Not every tool has a page.
  const page = join(folder, "index.html");
  if (existsSync(page)) await cp(page, join(folder, output, "index.html"), { force: false });
  return text.split("\n").filter((line) => /warn/i.test(line));
}

async function npm(cwd: string, ...args: string[]): Promise<string> {
  try {
    const { stdout, stderr } = await run("npm", args, { cwd, env, maxBuffer: 64 << 20 });
    return stripVTControlCharacters(stdout + stderr);
  } catch (error) {
    const { stdout = "", stderr = "" } = error as { stdout?: string; stderr?: string };
    const end = (stdout + stderr).slice(-4000);
    // Without the cause, which has all of the output once more.
    throw new Error(`npm ${args.join(" ")} failed in ${cwd}:\n${end || String(error)}`);
  }
}
