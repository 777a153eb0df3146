import { packFiles, unpackFiles } from "../protocol/file-archive.ts";
import type {
  ExportOptions,
  FileArchive,
  HostFiles,
  ImportOptions,
  ImportReport,
} from "../protocol/host-control.ts";
import { type AssetOptions, type Assets, assetUrls } from "./assets.ts";
import { runFileJob } from "./files-worker.ts";

/** Files by their paths: `<uniqueKey>/metadata.sqlite` and `<uniqueKey>/<id>.sqlite`. */
export type DiskFiles = Record<string, Uint8Array>;

/** The result of `server.export()`. */
export interface ExportedDisk {
  readonly files: DiskFiles;
  /** The paths of files that were left out because they cannot be read; see `skipDamaged`. */
  readonly damaged: readonly string[];
}

/** Access to a disk without a server. */
export interface DiskOptions {
  /** Where the files of `tabd/dist` are, as for `serve()`. */
  readonly assets?: string | URL | AssetOptions;
}

/** Fetches all files of a host. */
export async function exportFiles(host: HostFiles, options?: ExportOptions): Promise<ExportedDisk> {
  return unpacked(await host.exportFiles(options));
}

/**
 * Checks files and imports them.
 *
 * @throws {TypeError} for a value that is not a record of bytes; else what the check or host throws.
 */
export async function importFiles(
  host: HostFiles,
  assets: Assets,
  files: Readonly<Record<string, Uint8Array | ArrayBuffer>>,
  options?: ImportOptions,
): Promise<ImportReport> {
  const entries = Object.entries(files);
  for (const [path, bytes] of entries) {
    if (bytes instanceof Uint8Array || bytes instanceof ArrayBuffer) continue;
    throw new TypeError(`Cannot import "${path}": give its bytes as a Uint8Array or ArrayBuffer.`);
  }
  const { archive, replayed } = await runFileJob(assets, {
    type: "check",
    archive: packFiles(entries),
    wasm: assets.wasm,
  });
  return { ...(await host.importFiles(archive, options)), replayed };
}

export async function exportDisk(
  disk: string,
  options: ExportOptions & DiskOptions = {},
): Promise<ExportedDisk> {
  const { skipDamaged = false, assets } = options;
  const job = { type: "export", disk: diskName(disk), skipDamaged } as const;
  return unpacked(await runFileJob(assetUrls(assets), job));
}

export async function wipeDisk(disk: string, { assets }: DiskOptions = {}): Promise<number> {
  return runFileJob(assetUrls(assets), { type: "wipe", disk: diskName(disk) });
}

function diskName(disk: unknown): string {
  if (typeof disk === "string" && disk !== "") return disk;
  throw new TypeError("disk: give the name of a disk, as in durableObjectStorage.localDisk.");
}

async function unpacked(archive: FileArchive): Promise<ExportedDisk> {
  return { files: Object.fromEntries(await unpackFiles(archive)), damaged: archive.damaged };
}
