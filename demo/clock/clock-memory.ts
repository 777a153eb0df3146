import type { ClockState } from "tabd";
import type { Settings } from "../session/settings.ts";
import { type HostTime, hostTimeAt, idleTime } from "./host-time.ts";

/** Each disk has its own clock, because its alarms were set by it. */
const keyOf = (disk: string): string => `clock ${disk}`;

/** Stores the clock for the next page load. */
export function rememberClock(
  settings: Settings,
  disk: string,
  hostTime: HostTime,
  real: number = Date.now(),
): void {
  const { clock } = hostTime;
  if (clock.mode === "real") settings.set(keyOf(disk), undefined);
  else settings.set(keyOf(disk), { ...clock, now: hostTimeAt(hostTime, real), at: real });
}

/**
 * The clock for a restarted host: the stored one. A clock that is not frozen has advanced at the
 * computer's speed meanwhile.
 */
export function rememberedClock(
  settings: Settings,
  disk: string,
  real: number = Date.now(),
): ClockState {
  const kept = settings.get<unknown>(keyOf(disk), undefined);
  if (!isKept(kept)) return { mode: "real" };
  if (kept.mode === "frozen") return { mode: "frozen", now: kept.now };
  const { mode, now, rate, at } = kept;
  const idle = idleTime({ clock: { mode, now, rate }, heardAt: at }, at);
  return { mode, now: hostTimeAt(idle, real), rate };
}

type Kept =
  | { readonly mode: "frozen"; readonly now: number }
  | { readonly mode: "rated"; readonly now: number; readonly rate: number; readonly at: number };

function isKept(value: unknown): value is Kept {
  if (typeof value !== "object" || value === null) return false;
  const { mode, now, rate, at } = value as Record<string, unknown>;
  if (typeof now !== "number") return false;
  return (
    mode === "frozen" || (mode === "rated" && typeof rate === "number" && typeof at === "number")
  );
}
