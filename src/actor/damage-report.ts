import { reportedError } from "../protocol/events.ts";
import type { Disk } from "../storage/disk/disk.ts";
import { DiskError } from "../storage/disk/disk.ts";
import type { NamespaceContext } from "./namespace-context.ts";

/**
 * Reports an error of opening `path` if it means that this one file is damaged. The file's bytes
 * stay as they are.
 *
 * @returns whether it is such an error.
 */
export function reportDamage(
  error: unknown,
  { name: disk }: Disk,
  path: string,
  { clock, report }: Pick<NamespaceContext, "clock" | "report">,
): boolean {
  if (!(error instanceof DiskError) || error.code !== "damaged") return false;
  report({ type: "file-damaged", disk, path, time: clock.now(), error: reportedError(error) });
  return true;
}
