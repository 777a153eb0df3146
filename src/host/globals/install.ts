import { isGlobalScope } from "../../api/worker-scope.ts";
import type { Clock } from "../../clock/clock.ts";
import { installByteStreams } from "./byte-streams.ts";
import { installCaches } from "./caches.ts";
import { type ConsoleReport, type HostConsole, installConsole } from "./console.ts";
import { installCrypto } from "./crypto.ts";
import { installDate } from "./date.ts";
import { installPlatformFacts } from "./platform-facts.ts";
import { installPlatformIo, type PlatformIo } from "./platform-io.ts";
import { installStructuredClone } from "./structured-clone.ts";
import { installTimers } from "./timers.ts";
import { installWebClasses } from "./web-classes.ts";

/**
 * Makes the globals of this worker those of the user's code: time is the host's clock's, and
 * timers, answers and console lines belong to the actor that runs. To be called once, before any
 * code of the user's.
 *
 * The host itself must not use these globals for time: it asks its clock.
 */
export function installGlobals(options: {
  readonly clock: Clock;
  /** The computer's clock. */
  readonly realClock: Clock;
  readonly report: ConsoleReport;
}): { readonly io: PlatformIo; readonly console: HostConsole } {
  const { clock, realClock, report } = options;
  // No time passes, and none has, before there is anything to do (`Date.now()` is 0 on Workers, too).
  const now = (): number => (isGlobalScope() ? 0 : clock.now());
  installDate(now);
  installPlatformFacts(now);
  const hostConsole = installConsole(report);
  installTimers(clock, realClock, (error) => hostConsole.uncaught(error));
  installCrypto();
  installByteStreams();
  const io = installPlatformIo();
  installWebClasses();
  installStructuredClone();
  installCaches();
  return { io, console: hostConsole };
}
