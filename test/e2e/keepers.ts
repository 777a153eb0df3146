import { readFileSync } from "node:fs";
import type { Browser, Page } from "@playwright/test";
import type { WorkerConfig } from "../../src/config/config.ts";
import type { ImportReport } from "../../src/protocol/host-control.ts";
import type { VerifyReport } from "../../src/protocol/verify-report.ts";
import { Workerd } from "../conformance/workerd.ts";
import type { Base64Files } from "./pages/base64-files.ts";

const DISK = "keepers";

const source = (name: string): string =>
  readFileSync(new URL(`../conformance/${name}`, import.meta.url), "utf8");

/** The worker, in either runtime. */
function configFor(runtime: "tabd" | "workerd"): WorkerConfig {
  return {
    modules: { "keeper.js": source("keeper.js"), "driver.js": source("driver.js") },
    compatibilityDate: "2026-08-01",
    durableObjectNamespaces: [
      { className: "Keeper", uniqueKey: "keepers", enableSql: true },
      { className: "Other", uniqueKey: "others", enableSql: true },
    ],
    durableObjectStorage: { localDisk: DISK },
    bindings: {
      KEEPERS: { durableObjectNamespace: "Keeper" },
      OTHERS: { durableObjectNamespace: "Other" },
      RUNTIME: { text: runtime },
    },
  };
}

/** Selects an object by name or id; without both, a new unnamed object. */
export interface Address {
  readonly binding?: "KEEPERS" | "OTHERS";
  readonly name?: string;
  readonly id?: string;
}

/** A storage or object method, and its arguments. */
export type Step = readonly [method: string, ...args: unknown[]];

/** An object's answer. */
export interface Told {
  readonly id: string;
  /** The return value of each step, described as JSON. */
  readonly results: unknown[];
}

/** One alarm delivery, as its handler saw it. */
export interface Delivery {
  readonly runtime: "tabd" | "workerd";
  readonly id: string;
  /** `ctx.id.name`, described. */
  readonly name: unknown;
  readonly scheduledTime: number;
  /** `getAlarm()` in the handler. */
  readonly alarmOfItsOwn: number | null;
  /** `Date.now()` in the handler. */
  readonly at: number;
}

/** A runtime with the worker of `test/conformance/keeper.js`. */
export interface Keepers {
  tell(address: Address, ...steps: Step[]): Promise<Told>;

  /** The deliveries since the start, read from the console, earliest alarm first. */
  deliveries(): Promise<Delivery[]>;
}

/** The worker in tabd, in a new browser profile. */
export class TabdKeepers implements Keepers {
  readonly page: Page;
  readonly #errors: Error[] = [];

  /** @param files on the disk when the server starts. */
  static async start(browser: Browser, files?: Base64Files): Promise<TabdKeepers> {
    const context = await browser.newContext();
    const keepers = new TabdKeepers(await context.newPage());
    await keepers.#open(files);
    return keepers;
  }

  private constructor(page: Page) {
    this.page = page;
    page.on("pageerror", (error) => void this.#errors.push(error));
  }

  async #open(files: Base64Files | undefined): Promise<void> {
    await this.page.goto("test/e2e/pages/harness.html");
    await this.page.waitForFunction(() => "keeping" in globalThis);
    if (files !== undefined) {
      await this.page.evaluate(([disk, files]) => keeping.place(disk, files), [
        DISK,
        files,
      ] as const);
    }
    await this.page.evaluate((config) => keeping.start(config), configFor("tabd"));
  }

  async tell(address: Address, ...steps: Step[]): Promise<Told> {
    const body = JSON.stringify({ ...address, steps });
    return JSON.parse(await this.page.evaluate((body) => keeping.post(body), body)) as Told;
  }

  async deliveries(): Promise<Delivery[]> {
    const lines = await this.page.evaluate(() =>
      keeping.events.flatMap((event) => (event.type === "console" ? [event.text] : [])),
    );
    return parseDeliveries(lines);
  }

  /** Freezes the clock at this time. */
  async freeze(time: number): Promise<void> {
    await this.page.evaluate((time) => keeping.server.clock.freeze(time), time);
  }

  /** Delivers every alarm at its time. @returns the number of alarms. */
  runUntilIdle(): Promise<number> {
    return this.page.evaluate(async () => keeping.server.clock.runUntilIdle({ limit: 100 }));
  }

  /** The server's export. */
  export(): Promise<Base64Files> {
    return this.page.evaluate(() => keeping.export());
  }

  /** Imports files, replacing those with the same paths. */
  import(files: Base64Files): Promise<ImportReport> {
    return this.page.evaluate((files) => keeping.import(files), files);
  }

  verify(): Promise<VerifyReport> {
    return this.page.evaluate(async () => keeping.server.verify());
  }

  files(): Promise<Base64Files> {
    return this.page.evaluate(() => keeping.files());
  }

  /** @throws the errors that occurred in the page. */
  async close(): Promise<void> {
    await this.page.evaluate(async () => keeping.server.close());
    await this.page.context().close();
    if (this.#errors.length > 0) throw new AggregateError(this.#errors, "the page had errors");
  }
}

/** The worker in workerd. */
export class WorkerdKeepers implements Keepers {
  readonly #workerd: Workerd;

  /** @param directory of the disk's files. */
  static async start(directory: string): Promise<WorkerdKeepers> {
    return new WorkerdKeepers(await Workerd.start(configFor("workerd"), { disk: directory }));
  }

  private constructor(workerd: Workerd) {
    this.#workerd = workerd;
  }

  /** The output of workerd and of the worker's console. */
  get output(): string {
    return this.#workerd.output;
  }

  tell(address: Address, ...steps: Step[]): Promise<Told> {
    const body = JSON.stringify({ ...address, steps });
    return this.#workerd.json("/", { method: "POST", body });
  }

  async deliveries(): Promise<Delivery[]> {
    return parseDeliveries(this.#workerd.output.split("\n"));
  }

  stop(signal?: "SIGTERM" | "SIGKILL"): Promise<void> {
    return this.#workerd.stop(signal);
  }
}

function parseDeliveries(lines: readonly string[]): Delivery[] {
  const found = lines.flatMap((line) => /delivered (\{.*\})/.exec(line)?.[1] ?? []);
  return found
    .map((text) => JSON.parse(text) as Delivery)
    .toSorted((a, b) => a.scheduledTime - b.scheduledTime);
}
