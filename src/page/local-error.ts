import { ConfigError } from "../config/config-error.ts";
import type { WorkerConfig } from "../config/config.ts";
import type { HostConfig } from "../protocol/host-interface.ts";

/** The host's refusal as an error of this page, without RPC's marks. */
export function localError(error: unknown, config: HostConfig): unknown {
  if (!(error instanceof Error)) return error;
  delete (error as { remote?: boolean }).remote;
  if (error.name === "DataCloneError") return cloneError(error, config);
  return error.name === "ConfigError" ? Object.setPrototypeOf(error, ConfigError.prototype) : error;
}

/** Names the field that cannot be sent to the host. */
function cloneError(error: Error, config: HostConfig): unknown {
  for (const [field, value] of Object.entries(config)) {
    try {
      structuredClone(value);
    } catch {
      return new ConfigError(field, `cannot be sent to the host: ${error.message}`, {
        cause: error,
      });
    }
  }
  return error;
}

/** Why `worker` makes no host. */
export function workerError({ modules, worker }: WorkerConfig, isolate: boolean): ConfigError {
  if (modules !== undefined) {
    return new ConfigError("worker", "cannot be given together with modules: choose one.");
  }
  if (typeof worker !== "function") {
    return new ConfigError("worker", "must be a function that makes the Web Worker.");
  }
  return isolate
    ? new ConfigError("worker", "cannot be isolated: give the code as `modules`.")
    : new ConfigError("worker", "must return the Web Worker that it makes.");
}
