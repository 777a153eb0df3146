import type { BindingConfig, NamespaceConfig, WorkerConfig } from "../../src/config/config.ts";

/** A module of scenarios, as `driver.js` describes it. */
export interface ScenarioModule {
  readonly scenarios: Readonly<Record<string, unknown>>;
  readonly options?: ScenarioOptions;
  /** Makes further exports of the worker from the module `cloudflare:workers`. */
  readonly classes?: (workers: object) => Readonly<Record<string, unknown>>;
}

export interface ScenarioOptions {
  readonly enableSql?: boolean;
  readonly preventEviction?: boolean;
  /** Keeps the objects' files in memory. */
  readonly inMemory?: boolean;
  readonly compatibilityDate?: string;
  readonly compatibilityFlags?: readonly string[];

  /** The names in the result of `classes(workers)` that the worker exports too. */
  readonly exports?: readonly string[];

  /** Bindings, namespaces and modules in addition to the scenarios' own. */
  readonly bindings?: Readonly<Record<string, BindingConfig>>;
  readonly durableObjectNamespaces?: readonly NamespaceConfig[];
  readonly modules?: WorkerConfig["modules"];

  /** workerd needs `--experimental` for these scenarios. */
  readonly experimental?: boolean;

  /**
   * Scenarios that wait: they run concurrently, each in its own objects. The tab's clock runs at
   * `rate`: slower where a busy machine might be late, faster where the true delays take minutes.
   */
  readonly together?: { readonly rate: number };

  /** Adds a report of the logged uncaught errors to each scenario. */
  readonly log?: boolean;

  /** workerd needs minutes, and runs only for a new record (`scenarios.test.ts`). */
  readonly slow?: boolean;
}

/** The result of one step, as `driver.js` describes it. */
export type StepReport = { readonly value: unknown } | { readonly error: unknown };

/** workerd's results for the scenarios of one module: `reports/<module>.snap`, as JSON. */
export interface WorkerdReports {
  /** The version of workerd. */
  readonly workerd: string;
  /** For slow scenarios: the SHA-256 of their module's text, in hex. */
  readonly scenarios?: string;
  readonly reports: Readonly<Record<string, readonly StepReport[]>>;
}

/** The newest behaviour of every part of Durable Objects. */
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
 * A worker that runs scenarios in workerd and in tabd. `GET /<label>` answers with a report of each
 * step.
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
