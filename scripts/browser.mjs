// Finds a Chromium for tests and benchmarks, or installs one.
//
//   node scripts/browser.mjs             prints the path of an installed browser
//   node scripts/browser.mjs --install   installs one first if there is none
import { spawnSync } from "node:child_process";
import { accessSync, constants, existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { pathToFileURL } from "node:url";

/** Arguments for every launch, also as root and in containers. They keep the browser quiet. */
export const chromiumArgs = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

const commands = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"];

const usualPlaces = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
  "C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe",
];

const noBrowser = `No Chromium found. Do one of these:
  - name one by its path: CHROMIUM_PATH=/path/to/chrome npm test
  - install Chrome or Chromium
  - let Playwright download one: npx playwright install --with-deps chromium`;

/**
 * Whether this is an executable file.
 * @param {string} path
 */
function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * The path at which the shell finds a command, or undefined.
 * @param {string} command
 */
function which(command) {
  const folders = (process.env.PATH ?? "").split(delimiter).filter(Boolean);
  return folders.map((folder) => join(folder, command)).find(isExecutable);
}

/** Playwright's own full Chromium, which also runs headless. */
async function playwrightChromium() {
  try {
    const { chromium } = await import("playwright");
    const path = chromium.executablePath();
    return path && existsSync(path) ? path : undefined;
  } catch {
    return undefined;
  }
}

/** Every installed browser, the best first. */
async function candidates() {
  const named = process.env["CHROMIUM_PATH"];
  if (named) {
    if (isExecutable(named)) return [named];
    throw new Error(`CHROMIUM_PATH is ${named}, which is not an executable file.`);
  }
  const found = [await playwrightChromium(), ...commands.map(which)];
  return [...found.filter((path) => path !== undefined), ...usualPlaces.filter(isExecutable)];
}

/**
 * The path of a Chromium on this machine: `CHROMIUM_PATH`, else Playwright's own, else the system's.
 *
 * @throws {Error} with instructions to install one, if there is none.
 */
export async function findChromium() {
  const [path] = await candidates();
  if (path === undefined) throw new Error(noBrowser);
  return path;
}

/**
 * Whether the command succeeds. Its output goes to stderr: stdout is for the path.
 * @param {string} command
 * @param {string[]} args
 * @param {import("node:child_process").SpawnSyncOptions} options
 */
function run(command, args, options) {
  const done = spawnSync(command, args, {
    stdio: ["ignore", process.stderr, process.stderr],
    ...options,
  });
  return done.status === 0;
}

function installWithPlaywright() {
  const cli = join(import.meta.dirname, "..", "node_modules", "playwright", "cli.js");
  return (
    existsSync(cli) &&
    run(process.execPath, [cli, "install", "--no-shell", "chromium"], { timeout: 300_000 })
  );
}

function installWithApt() {
  const apt = which("apt-get");
  if (apt === undefined) return false;
  const root = process.getuid?.() === 0;
  const sudo = root ? undefined : which("sudo");
  if (!root && sudo === undefined) return false;
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const asRoot = (/** @type {string[]} */ ...args) =>
    sudo === undefined
      ? run(apt, args, { env, timeout: 600_000 })
      : run(sudo, ["-n", apt, ...args], { env, timeout: 600_000 });
  return asRoot("update") && asRoot("install", "--yes", "--no-install-recommends", "chromium");
}

/**
 * Whether the browser starts: Playwright's download may lack system libraries.
 * @param {string} path
 */
function starts(path) {
  const done = spawnSync(path, [...chromiumArgs, "--version"], { timeout: 60_000 });
  return done.status === 0;
}

/**
 * As {@link findChromium}, but verifies that the browser starts. Installs one if there is none:
 * Playwright's download, else Debian's package.
 */
export async function installChromium() {
  for (const install of [() => true, installWithPlaywright, installWithApt]) {
    if (!install()) continue;
    const path = (await candidates()).find(starts);
    if (path !== undefined) return path;
  }
  throw new Error(noBrowser);
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  try {
    console.log(await (process.argv.includes("--install") ? installChromium() : findChromium()));
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
