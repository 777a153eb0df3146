import { packFiles, unpackFiles } from "../protocol/file-archive.ts";
import type {
  ExportOptions,
  HostControl,
  ImportOptions,
  ImportReport,
} from "../protocol/host-control.ts";

/** Files by their paths: `<uniqueKey>/metadata.sqlite` and `<uniqueKey>/<id>.sqlite`. */
export type DiskFiles = Record<string, Uint8Array>;

/** What `server.export()` gives. */
export interface ExportedDisk {
  readonly files: DiskFiles;
  /** The paths of files that were left out because they cannot be read; see `skipDamaged`. */
  readonly damaged: readonly string[];
}

/** Fetches all files of a host. */
export async function exportFiles(
  host: HostControl,
  options?: ExportOptions,
): Promise<ExportedDisk> {
  const archive = await host.exportFiles(options);
  const files = await unpackFiles(archive);
  // A copy each, so that one can be kept, or transferred, without the others.
  const copies = files.map(([path, bytes]) => [path, bytes.slice()]);
  return { files: Object.fromEntries(copies), damaged: archive.damaged };
}

/** @throws {TypeError} for what is no record of bytes; else what the host throws. */
export async function importFiles(
  host: HostControl,
  files: Readonly<Record<string, Uint8Array | ArrayBuffer>>,
  options?: ImportOptions,
): Promise<ImportReport> {
  const entries = Object.entries(files);
  for (const [path, bytes] of entries) {
    if (bytes instanceof Uint8Array || bytes instanceof ArrayBuffer) continue;
    throw new TypeError(`Cannot import "${path}": give its bytes as a Uint8Array or ArrayBuffer.`);
  }
  return host.importFiles(packFiles(entries), options);
}
