import { type HostEvent, reportedError } from "../protocol/events.ts";
import { DiskError } from "../storage/disk/disk.ts";

/** Where something was read. */
interface Place {
  readonly disk: string;
  readonly path: string;
  /** ms since the epoch. */
  readonly time: number;
}

/**
 * Tells of an error if it is the damage of one file, whose bytes stay as they are.
 *
 * @returns whether it is.
 */
export function reportDamage(
  error: unknown,
  place: Place,
  report: (event: HostEvent) => void,
): boolean {
  if (!(error instanceof DiskError) || error.code !== "damaged") return false;
  report({ type: "file-damaged", ...place, error: reportedError(error) });
  return true;
}
