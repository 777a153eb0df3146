import type { BindingConfig, NamespaceConfig, WorkerConfig } from "../../src/config/config.ts";

/** A module of scenarios, as `driver.js` describes it. */
export interface ScenarioModule {
  readonly scenarios: Readonly<Record<string, unknown>>;
  readonly options?: ScenarioOptions;
  /** What else the worker exports, of the module `cloudflare:workers`. */
  readonly classes?: (workers: object) => Readonly<Record<string, unknown>>;
}

export interface ScenarioOptions {
  readonly enableSql?: boolean;
  readonly preventEviction?: boolean;
  /** The objects' files are in memory. */
  readonly inMemory?: boolean;
  readonly compatibilityDate?: string;
  readonly compatibilityFlags?: readonly string[];

  /** Names of what the module's `classes(workers)` returns that the worker exports too. */
  readonly exports?: readonly string[];

  /** Bindings, namespaces and modules beside the scenarios' own. */
  readonly bindings?: Readonly<Record<string, BindingConfig>>;
  readonly durableObjectNamespaces?: readonly NamespaceConfig[];
  readonly modules?: WorkerConfig["modules"];

  /** Workerd needs its `--experimental` for what is asked. */
  readonly experimental?: boolean;

  /**
   * Scenarios that wait: all are run at the same time, each in objects of its own. The tab's clock
   * goes `rate` times as fast as the computer's: slower where a busy machine could else be late,
   * faster where the true delays take minutes.
   */
  readonly together?: { readonly rate: number };

  /** Its scenarios end with one more report: what was written of errors that nobody caught. */
  readonly log?: boolean;

  /** workerd needs minutes: it is asked only for a new record (`scenarios.test.ts`). */
  readonly slow?: boolean;
}

/** What one step of a scenario came to, in `driver.js`'s description. */
export type StepReport = { readonly value: unknown } | { readonly error: unknown };

/** What the scenarios of one module came to in the real workerd: `reports/<module>.snap`, as JSON. */
export interface WorkerdReports {
  /** The version of workerd that was asked. */
  readonly workerd: string;
  /** Of slow scenarios: the SHA-256 of their module's text, in hex. */
  readonly scenarios?: string;
  readonly reports: Readonly<Record<string, readonly StepReport[]>>;
}

/** Every part of Durable Objects at its newest. */
const COMPATIBILITY_DATE = "2026-08-01";

function mainModule(exported: readonly string[] = []): string {
  const names = exported.join(", ");
  return `
import * as workers from "cloudflare:workers";
import { scenarioClass, scenarioWorker } from "./driver.js";
import * as module from "./scenarios.js";

${names === "" ? "" : `const { ${names} } = module.classes(workers);\nexport { ${names} };`}
export const Scenarios = scenarioClass(module, workers.DurableObject);
export default scenarioWorker(module);
`;
}

/**
 * A worker that runs scenarios, for workerd and for tabd: `GET /<label>` answers with a report of
 * each step.
 *
 * @param sources the texts of `driver.js` and of the module of scenarios
 */
export function scenarioWorker(
  sources: { readonly driver: string; readonly scenarios: string },
  options: ScenarioOptions = {},
  localDisk = "scenarios",
): WorkerConfig {
  return {
    modules: {
      "main.js": mainModule(options.exports),
      "driver.js": sources.driver,
      "scenarios.js": sources.scenarios,
      ...options.modules,
    },
    compatibilityDate: options.compatibilityDate ?? COMPATIBILITY_DATE,
    compatibilityFlags: options.compatibilityFlags ?? [],
    durableObjectNamespaces: [
      {
        className: "Scenarios",
        uniqueKey: "scenarios",
        enableSql: options.enableSql ?? true,
        preventEviction: options.preventEviction ?? false,
      },
      ...(options.durableObjectNamespaces ?? []),
    ],
    durableObjectStorage: options.inMemory === true ? "inMemory" : { localDisk },
    bindings: { SCENARIOS: { durableObjectNamespace: "Scenarios" }, ...options.bindings },
  };
}
