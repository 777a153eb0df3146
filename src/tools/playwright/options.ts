import { dirname, resolve } from "node:path";
import type { TestInfo } from "@playwright/test";
import type { StorageConfig, WorkerConfig } from "../../config/config.ts";
import type { ClockState } from "../../protocol/events.ts";
import { buildWorker } from "../project/build-worker.ts";
import { leftOutMessage } from "../project/project.ts";
import { readProject } from "../project/read-project.ts";
import { type Time, timeOf } from "./duration.ts";

/** A worker whose code is text, as for `serve()`. */
export type TabdWorker = Omit<WorkerConfig, "worker"> & Required<Pick<WorkerConfig, "modules">>;

/** The option `tabdOptions` of a test. */
export interface TabdOptions {
  /**
   * The worker that the fixture serves on a page of its own: the path of a wrangler file, of its
   * folder, or of the worker's main module, relative to Playwright's configuration file; or a
   * configuration as for `serve()`, with `modules`. Without it, call `tabd.attach(page)`.
   */
  readonly worker?: string | TabdWorker;

  /** An environment of the wrangler file. */
  readonly environment?: string;

  /**
   * `"test"` (the default): every test and every retry starts with an empty disk. `"worker"`: a test
   * starts with the files that the last passed test of the same Playwright worker left. For a page
   * of the fixture only.
   */
  readonly disk?: "test" | "worker";

  /** The clock at the start of a test: a time at which it stands still, or a state. Default: real. */
  readonly clock?: Time | ClockState;

  /** Starts a browser with a profile on disk for each test, which `killBrowser()` needs. */
  readonly persistent?: boolean;
}

export function initialClock({ clock }: TabdOptions): ClockState | undefined {
  if (clock === undefined || (typeof clock === "object" && "mode" in clock)) return clock;
  return { mode: "frozen", now: timeOf(clock) };
}

/** One build for all tests of a Playwright worker. */
const built = new Map<string, Promise<WorkerConfig>>();

/** The configuration of the fixture's page, with a disk of the test's own. */
export async function ownConfig(
  worker: string | TabdWorker,
  { environment }: TabdOptions,
  { testId, retry, config }: TestInfo,
): Promise<WorkerConfig> {
  const { durableObjectStorage, ...rest } =
    typeof worker === "string"
      ? await buildOnce(resolve(dirname(config.configFile ?? "."), worker), environment)
      : worker;
  return { ...rest, durableObjectStorage: onDisk(`${testId}-${retry}`, durableObjectStorage) };
}

function onDisk(localDisk: string, storage: StorageConfig | undefined): StorageConfig {
  return typeof storage === "string" ? storage : { ...storage, localDisk };
}

function buildOnce(path: string, environment: string | undefined): Promise<WorkerConfig> {
  const key = JSON.stringify([path, environment]);
  let config = built.get(key);
  if (config === undefined) built.set(key, (config = build(path, environment)));
  return config;
}

async function build(path: string, environment: string | undefined): Promise<WorkerConfig> {
  const project = await readProject(path, { environment });
  const leftOut = leftOutMessage(project);
  if (leftOut !== "") process.stderr.write(`${leftOut}\n`);
  const { modules } = await buildWorker(project);
  return { ...project.config, modules };
}
