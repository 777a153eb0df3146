import { isGlobalScope } from "../../api/worker-scope.ts";
import type { Clock } from "../../clock/clock.ts";
import { installBlobs } from "./blobs.ts";
import { installByteSources } from "./byte-sources.ts";
import { installByteStreams } from "./byte-streams.ts";
import { installCaches } from "./caches.ts";
import { installCompression } from "./compression.ts";
import { type ConsoleReport, type HostConsole, installConsole } from "./console.ts";
import { installCrypto } from "./crypto.ts";
import { installDate } from "./date.ts";
import { installEventSource } from "./event-source.ts";
import { installPlatformFacts } from "./platform-facts.ts";
import { installPlatformIo, type PlatformIo } from "./platform-io.ts";
import { installStructuredClone } from "./structured-clone.ts";
import { installTimers } from "./timers.ts";
import { installWebClasses } from "./web-classes.ts";

/**
 * Replaces this Web Worker's globals with those for user code: time follows the host's clock, and
 * timers, results and console lines belong to the running actor. Call once, before any user code.
 *
 * The host itself must use its clock, not these globals.
 */
export function installGlobals(options: {
  readonly clock: Clock;
  /** The system clock. */
  readonly realClock: Clock;
  readonly report: ConsoleReport;
}): { readonly io: PlatformIo; readonly console: HostConsole } {
  const { clock, realClock, report } = options;
  // As in workerd, the time is 0 during the modules' top-level code.
  const now = (): number => (isGlobalScope() ? 0 : clock.now());
  installDate(now);
  installPlatformFacts(now);
  const hostConsole = installConsole(report);
  installTimers(clock, realClock, (error) => hostConsole.uncaught(error));
  installCrypto();
  installByteSources();
  installByteStreams();
  installCompression();
  installBlobs();
  const io = installPlatformIo();
  installWebClasses();
  installEventSource();
  installStructuredClone();
  installCaches();
  return { io, console: hostConsole };
}
