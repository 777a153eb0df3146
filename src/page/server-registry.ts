import type { WorkerConfig } from "../config/config.ts";
import type { ClockState } from "../protocol/events.ts";
import type { Server } from "./server.ts";

/**
 * The tools of a test find the servers of a page by it: they set it as
 * `globalThis[Symbol.for("tabd.servers")]` before the page's scripts run. Without it, `serve()`
 * exposes nothing.
 */
export interface ServerRegistry {
  /** The clock of a new host; undefined leaves it to the options of `serve()`. */
  clock(): Promise<ClockState | undefined>;

  /** Called with each started server. */
  add(server: Server, config: WorkerConfig): void;
}

export function serverRegistry(): ServerRegistry | undefined {
  return (globalThis as { [key: symbol]: unknown })[Symbol.for("tabd.servers")] as
    | ServerRegistry
    | undefined;
}
