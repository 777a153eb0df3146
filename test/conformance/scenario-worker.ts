import { readFile } from "node:fs/promises";

import type { WorkerConfig } from "../../src/config/config.ts";

/** A module of scenarios, as `driver.js` describes it. */
export interface ScenarioModule {
  readonly scenarios: Readonly<Record<string, unknown>>;
  readonly options?: {
    readonly enableSql?: boolean;
    readonly compatibilityDate?: string;
    readonly compatibilityFlags?: readonly string[];
  };
}

/** What one step of a scenario came to, in `driver.js`'s description. */
export type StepReport = { readonly value: unknown } | { readonly error: unknown };

/** Every part of Durable Objects at its newest. */
export const COMPATIBILITY_DATE = "2026-08-01";

const MAIN = `
import { DurableObject } from "cloudflare:workers";
import { scenarioClass, scenarioWorker } from "./driver.js";
import * as module from "./scenarios.js";

export const Scenarios = scenarioClass(module, DurableObject);
export default scenarioWorker(module);
`;

/** The scenarios of the file of this name in `scenarios/`. */
export async function loadScenarios(name: string): Promise<ScenarioModule> {
  const path = new URL(`./scenarios/${name}.js`, import.meta.url).href;
  return (await import(/* @vite-ignore */ path)) as ScenarioModule;
}

/** A worker that runs those scenarios: `GET /<label>` answers with a report of each step. */
export async function scenarioWorker(name: string): Promise<WorkerConfig> {
  const source = (path: string): Promise<string> =>
    readFile(new URL(path, import.meta.url), "utf8");
  const { options = {} } = await loadScenarios(name);
  return {
    modules: {
      "main.js": MAIN,
      "driver.js": await source("./driver.js"),
      "scenarios.js": await source(`./scenarios/${name}.js`),
    },
    compatibilityDate: options.compatibilityDate ?? COMPATIBILITY_DATE,
    compatibilityFlags: options.compatibilityFlags ?? [],
    durableObjectNamespaces: [
      {
        className: "Scenarios",
        uniqueKey: "scenarios",
        enableSql: options.enableSql ?? true,
      },
    ],
    durableObjectStorage: { localDisk: "disk" },
    bindings: { SCENARIOS: { durableObjectNamespace: "Scenarios" } },
  };
}
