import { spawn, spawnSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { NotFound } from "./not-found.mjs";
import { descendants, freePort, kill, which } from "./processes.mjs";
import { startSession } from "./webdriver.mjs";

const windowScript = fileURLToPath(new URL("webkit-window.js", import.meta.url));

const packages = "apt-get install webkit2gtk-driver xvfb gjs gir1.2-webkit2-4.1";

/**
 * WebKitGTK, through WebKitWebDriver, on a display of Xvfb.
 *
 * The default browser, MiniBrowser, has in-memory storage under a driver. With gjs,
 * `webkit-window.js` replaces it and keeps its profile.
 *
 * @type {import("./driver.d.ts").Engine}
 */
export const webkit = {
  name: "webkit",

  async find() {
    const driver = need("WebKitWebDriver");
    const xvfb = need("Xvfb");
    const gjs = findGjs();
    const display = await startDisplay(xvfb);
    const open = (/** @type {string} */ profile) => openBrowser(driver, display.name, gjs, profile);
    return {
      version: `WebKitGTK ${await versionOf(open)}`,
      limits: gjs
        ? []
        : [`MiniBrowser, when driven, keeps no profile: no test kills it. Debian: ${packages}`],
      keepsProfiles: gjs !== undefined,
      open,
      close: () => kill([display.pid]),
    };
  },
};

/** @param {string} command */
function need(command) {
  const path = which(command);
  if (path !== undefined) return path;
  throw new NotFound(`WebKit cannot be driven without ${command}. Debian: ${packages}`);
}

/** The path of a gjs with WebKit, or undefined. */
function findGjs() {
  const gjs = which("gjs");
  if (gjs === undefined) return undefined;
  const checked = spawnSync(gjs, ["-m", windowScript, "--check"], { timeout: 60_000 });
  return checked.status === 0 ? gjs : undefined;
}

/**
 * The version, which only a running browser reports.
 * @param {(profile: string) => Promise<import("./driver.d.ts").Browser & { version: string }>} open
 */
async function versionOf(open) {
  const profile = await mkdtemp(join(tmpdir(), "tabd-engines-"));
  const browser = await open(profile);
  await browser.kill();
  await rm(profile, { recursive: true, force: true });
  return browser.version;
}

/**
 * @param {string} xvfb
 * @returns {Promise<{ name: string, pid: number }>}
 */
async function startDisplay(xvfb) {
  // Xvfb chooses a free display number and prints it.
  const args = ["-displayfd", "3", "-nolisten", "tcp", "-screen", "0", "1024x768x24"];
  const server = spawn(xvfb, args, { stdio: ["ignore", "ignore", "ignore", "pipe"] });
  process.once("exit", () => server.kill());
  /** @type {string} */
  const number = await new Promise((resolve, reject) => {
    server.stdio[3]?.once("data", (text) => resolve(String(text).trim()));
    server.once("exit", () => reject(new Error("Xvfb did not start.")));
  });
  return { name: `:${number}`, pid: idOf(server) };
}

/**
 * @param {string} driver
 * @param {string} display
 * @param {string | undefined} gjs
 * @param {string} profile
 */
async function openBrowser(driver, display, gjs, profile) {
  const port = await freePort();
  const server = spawn(driver, [`--port=${port}`], {
    stdio: "ignore",
    env: { ...process.env, DISPLAY: display },
  });
  const stop = () => void server.kill();
  process.once("exit", stop);
  const pid = idOf(server);
  const session = await startSession(
    `http://127.0.0.1:${port}`,
    gjs ? { "webkitgtk:browserOptions": { binary: gjs, args: ["-m", windowScript, profile] } } : {},
  );
  return {
    version: session.version,
    newTab: () => session.newTab(),
    async kill() {
      await kill([...descendants(pid), pid]);
      process.off("exit", stop);
    },
  };
}

/** @param {import("node:child_process").ChildProcess} process */
function idOf({ pid, spawnfile }) {
  if (pid === undefined) throw new Error(`${spawnfile} did not start.`);
  return pid;
}
