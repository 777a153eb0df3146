/** What a test file imports: `tabd/playwright`. */
import {
  type Expect,
  expect as baseExpect,
  test as base,
  type PlaywrightTestArgs,
  type PlaywrightTestOptions,
  type PlaywrightWorkerArgs,
  type PlaywrightWorkerOptions,
  type TestType,
} from "@playwright/test";
import type { AnyEnv, EnvOf } from "../page/env-of.ts";
import type { DiskFiles } from "../page/files.ts";
import { attachReport } from "./playwright/failure-report.ts";
import { matchers } from "./playwright/matchers.ts";
import {
  initialClock,
  ownConfig,
  type TabdOptions,
  type TabdWorker,
} from "./playwright/options.ts";
import { PersistentBrowser } from "./playwright/persistent-browser.ts";
import { Tabd } from "./playwright/tabd.ts";

/** The fixtures of a test. */
export interface TabdFixtures<Env = AnyEnv> {
  /** The tabd of this test. */
  tabd: Tabd<Env>;
  /** The fixture's options: `test.use({ tabdOptions: { worker: "./wrangler.jsonc" } })`. */
  tabdOptions: TabdOptions;
}

/** The fixtures of a Playwright worker. */
export interface TabdWorkerFixtures {
  /** The disks that tests with `disk: "worker"` left. @internal */
  _tabdDisks: Map<string, DiskFiles>;
}

/** Playwright's `test` with the fixture `tabd`. */
export type TabdTest<Env = AnyEnv> = TestType<
  PlaywrightTestArgs & PlaywrightTestOptions & TabdFixtures<Env>,
  PlaywrightWorkerArgs & PlaywrightWorkerOptions & TabdWorkerFixtures
>;

/** Playwright's `test` with the fixture `tabd`. */
export const test: TabdTest = base.extend<TabdFixtures, TabdWorkerFixtures>({
  tabdOptions: [{}, { option: true }],

  // oxlint-disable-next-line no-empty-pattern -- Playwright reads the parameter
  _tabdDisks: [async ({}, use) => use(new Map()), { scope: "worker" }],

  context: async ({ context, playwright, browserName, tabdOptions }, use) => {
    if (tabdOptions.persistent !== true) return use(context);
    const browser = await PersistentBrowser.start(playwright[browserName]);
    await use(browser.context);
    await browser.end();
  },

  tabd: async ({ context, page, browserName, tabdOptions, _tabdDisks: disks }, use, info) => {
    const { worker, disk = "test" } = tabdOptions;
    const config = worker === undefined ? undefined : await ownConfig(worker, tabdOptions, info);
    const tabd = new Tabd({ context, browserName, config, clock: initialClock(tabdOptions) });
    await tabd.install(context);
    const key = JSON.stringify(worker);
    if (config !== undefined) await tabd.openOwnPage(page);
    const kept = disk === "worker" ? disks.get(key) : undefined;
    if (kept !== undefined) await tabd.import(kept);
    await use(tabd);
    if (info.status !== info.expectedStatus) await attachReport(tabd, info);
    else if (disk === "worker" && tabd.isOpen) disks.set(key, (await tabd.export()).files);
  },
});

/**
 * `test` for one worker, whose bindings the compiler knows: from the configuration, if it is a
 * literal, or from the worker's own `Env`.
 *
 * ```ts
 * const test = workerTest<Env>("./wrangler.jsonc");
 * ```
 */
export function workerTest<const Worker extends TabdWorker>(
  worker: Worker,
  options?: Omit<TabdOptions, "worker">,
): TabdTest<EnvOf<Worker>>;
export function workerTest<Env = AnyEnv>(
  worker: string | TabdWorker,
  options?: Omit<TabdOptions, "worker">,
): TabdTest<Env>;
export function workerTest(
  worker: string | TabdWorker,
  options?: Omit<TabdOptions, "worker">,
): TabdTest {
  return test.extend<Pick<TabdFixtures, "tabdOptions">>({
    tabdOptions: { ...options, worker },
  });
}

/** Playwright's `expect` with the matchers for `tabd.object()`. */
export const expect: Expect<typeof matchers> = baseExpect.extend(matchers);

export { mergeExpects, mergeTests } from "@playwright/test";
export type { MatcherOptions } from "./playwright/matchers.ts";
export type { Duration, Time } from "./playwright/duration.ts";
export type { TabdOptions, TabdWorker } from "./playwright/options.ts";
export type { Tabd } from "./playwright/tabd.ts";
export type { TabdClock } from "./playwright/tabd-clock.ts";
export type { TabdObject } from "./playwright/tabd-object.ts";
