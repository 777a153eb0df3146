import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { BrowserContext, BrowserType } from "@playwright/test";

const browsers = new WeakMap<BrowserContext, PersistentBrowser>();

/** The browser of a context with `tabdOptions: { persistent: true }`. */
export function persistentBrowserOf(context: BrowserContext): PersistentBrowser | undefined {
  return browsers.get(context);
}

/** A browser with a profile on disk, which outlives the browser's processes. */
export class PersistentBrowser {
  readonly #type: BrowserType;
  readonly #profile: string;
  readonly context: BrowserContext;
  /** The browser that replaced this one. */
  #next: PersistentBrowser | undefined;

  private constructor(type: BrowserType, profile: string, context: BrowserContext) {
    this.#type = type;
    this.#profile = profile;
    this.context = context;
    browsers.set(context, this);
  }

  static async start(type: BrowserType, profile?: string): Promise<PersistentBrowser> {
    const folder = profile ?? (await mkdtemp(join(tmpdir(), "tabd-profile-")));
    // The test's `use` options apply.
    return new PersistentBrowser(type, folder, await type.launchPersistentContext(folder));
  }

  /** Kills the browser's processes and starts a new browser with the profile. */
  async restart(): Promise<BrowserContext> {
    const closed = this.context.waitForEvent("close", { timeout: 0 });
    for (const pid of await processesWith(this.#profile)) kill(pid);
    await closed;
    this.#next = await PersistentBrowser.start(this.#type, this.#profile);
    return this.#next.context;
  }

  /** Closes the newest browser and deletes the profile. */
  async end(): Promise<void> {
    if (this.#next !== undefined) return this.#next.end();
    await this.context.close();
    await rm(this.#profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** The processes whose command line names a folder that only one browser uses. */
async function processesWith(folder: string): Promise<number[]> {
  if (process.platform === "win32") {
    throw new Error("tabd.killBrowser() does not work on Windows: use tabd.crashPage().");
  }
  const { stdout } = await promisify(execFile)("ps", ["-A", "-ww", "-o", "pid=,args="], {
    maxBuffer: 1 << 26,
  });
  const found = stdout.split("\n").filter((line) => line.includes(folder));
  if (found.length === 0) throw new Error(`No process has the browser's profile ${folder}.`);
  return found.map((line) => Number.parseInt(line, 10));
}

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has ended with its parent.
  }
}
