import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test as base } from "./fixture.ts";
import {
  type Address,
  type Delivery,
  type Keepers,
  type Step,
  TabdKeepers,
  WorkerdKeepers,
} from "./keepers.ts";
import type { Base64Files } from "./pages/base64-files.ts";

/** The description of a missing `ctx.id.name`. */
export const UNNAMED = { $undefined: true };

/** The time limit in ms for a runtime to deliver due alarms. */
const PATIENCE = { timeout: 60_000 };

interface Fixtures {
  /** The directory of workerd's disk: empty at first, removed after the test. */
  directory: string;
  /** Starts tabd in a new browser profile, with these files on its disk. */
  startTabd: (files?: Base64Files) => Promise<TabdKeepers>;
  /** Starts workerd on the directory. */
  startWorkerd: () => Promise<WorkerdKeepers>;
}

/** `test` with both runtimes. They stop when the test ends. */
export const test = base.extend<Fixtures>({
  // oxlint-disable-next-line no-empty-pattern -- Playwright reads the parameter
  directory: async ({}, use) => {
    const directory = await mkdtemp(join(tmpdir(), "keepers-"));
    await use(directory);
    await rm(directory, { recursive: true });
  },

  startTabd: async ({ browser }, use) => {
    const started: TabdKeepers[] = [];
    await use(async (files) => {
      const keepers = await TabdKeepers.start(browser, files);
      started.push(keepers);
      return keepers;
    });
    for (const keepers of started) await keepers.page.context().close();
  },

  startWorkerd: async ({ directory }, use) => {
    const started: WorkerdKeepers[] = [];
    await use(async () => {
      const keepers = await WorkerdKeepers.start(directory);
      started.push(keepers);
      return keepers;
    });
    for (const keepers of started) await keepers.stop("SIGKILL");
  },
});

/** The objects of a test, by their roles. */
export class Cast {
  readonly #addresses: Record<string, Address> = {};
  readonly #paths: Record<string, string> = {};

  /** Calls a new object, named or unnamed. */
  async add(keepers: Keepers, part: string, address: Address, ...steps: Step[]): Promise<void> {
    const { id } = await keepers.tell(address, ...steps);
    const uniqueKey = address.binding === "OTHERS" ? "others" : "keepers";
    this.#addresses[part] = address.name === undefined ? { ...address, id } : address;
    this.#paths[part] = `${uniqueKey}/${id}.sqlite`;
  }

  id(part: string): string {
    return /[0-9a-f]{64}/.exec(this.path(part))?.[0] ?? "";
  }

  /** The path of the object's file. */
  path(part: string): string {
    const path = this.#paths[part];
    if (path === undefined) throw new Error(`nobody plays ${part}`);
    return path;
  }

  get paths(): string[] {
    return Object.values(this.#paths);
  }

  /** The keys and described values of each object, without those that alarm handlers stored. */
  async contents(keepers: Keepers): Promise<Record<string, [string, unknown][]>> {
    const lists = await this.#ask(keepers, ["list"]);
    const entries = lists.map(([part, list]): [string, [string, unknown][]] => [
      part,
      (list as { $map: [string, unknown][] }).$map.filter(([key]) => key !== "deliveries"),
    ]);
    return Object.fromEntries(entries);
  }

  /** The result of `getAlarm()` in each object that has an alarm. */
  async alarms(keepers: Keepers): Promise<Record<string, unknown>> {
    const times = await this.#ask(keepers, ["getAlarm"]);
    return Object.fromEntries(times.filter(([, time]) => time !== null));
  }

  async #ask(keepers: Keepers, step: Step): Promise<[part: string, result: unknown][]> {
    const answers: [string, unknown][] = [];
    for (const [part, address] of Object.entries(this.#addresses)) {
      const { id, results } = await keepers.tell(address, step);
      expect(id, part).toBe(this.id(part));
      answers.push([part, results[0]]);
    }
    return answers;
  }
}

/**
 * Waits for exactly this many deliveries.
 *
 * @returns the predictable fields of each: runtime, id, name and scheduled time.
 */
export async function deliveries(keepers: Keepers, count: number): Promise<unknown[][]> {
  let all: Delivery[] = [];
  await expect
    .poll(async () => (all = await keepers.deliveries()).length, PATIENCE)
    .toBeGreaterThanOrEqual(count);
  for (const { at, scheduledTime, alarmOfItsOwn } of all) {
    expect(at).toBeGreaterThanOrEqual(scheduledTime);
    expect(alarmOfItsOwn).toBeNull();
  }
  return all.map(({ runtime, id, name, scheduledTime }) => [runtime, id, name, scheduledTime]);
}
