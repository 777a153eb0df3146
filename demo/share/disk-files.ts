import type { DiskFiles } from "../session/session.ts";
import type { ZipFiles } from "./wrangler-project.ts";

/**
 * The files of Durable Objects among those of a zip, by workerd's paths: `<uniqueKey>/<file>`. They
 * may lie at any depth: wrangler has them under `.wrangler/state/v3/do/`.
 */
export function diskFilesOf(files: ZipFiles): DiskFiles {
  const found = Object.entries(files).flatMap(([path, bytes]) => {
    const match = /(?:^|\/)([^/]+\/(?:metadata|[0-9a-f]{64})\.sqlite(?:-wal)?)$/.exec(path);
    return match?.[1] === undefined || bytes.length === 0 ? [] : [[match[1], bytes] as const];
  });
  return Object.fromEntries(found);
}
