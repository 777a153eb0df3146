import type { Server } from "tabd";
import type { Example } from "../examples/catalog.ts";
import { downloadBytes } from "../panels/download.ts";
import type { DiskFiles, PlaygroundSession } from "../session/session.ts";
import { linkOf } from "../share/share-link.ts";
import { ask, showProgress } from "./dialog.ts";

/** Opens and runs an example, with the reader's changes unless `afresh`. */
export async function chooseExample(
  session: PlaygroundSession,
  example: Example,
  options: { readonly afresh?: boolean } = {},
): Promise<undefined> {
  await session.open(await example.load(), options);
  await session.run();
}

/** Copies a link to the project. */
export async function copyLink(session: PlaygroundSession): Promise<string> {
  const link = await linkOf(session.project, location.href);
  await navigator.clipboard.writeText(link);
  return "Link copied. It contains the code, but no stored data.";
}

export async function downloadProject(session: PlaygroundSession): Promise<string> {
  const [{ toWranglerProject }, { packed }] = await zipTools();
  const { project } = session;
  downloadBytes(packed(toWranglerProject(project)), `${project.name}.zip`);
  return "Unpack the zip, then run: npm install && npm start";
}

export async function downloadDisk(session: PlaygroundSession): Promise<string> {
  const { project } = session;
  const [, { packed }] = await zipTools();
  const { files, damaged } = await session.exportFiles();
  downloadBytes(packed(files), `${project.name}-disk.zip`);
  if (damaged.length === 0) return "Disk downloaded in workerd's file layout.";
  return `Disk downloaded without damaged files: ${damaged.join(", ")}`;
}

/**
 * Opens a zip. A wrangler project is opened but not run. Files of Durable Objects are imported to the
 * disk after a confirmation.
 */
export async function openZip(session: PlaygroundSession, zip: File): Promise<string | undefined> {
  const [{ fromWranglerProject, hasWranglerProject }, { unpackedElsewhere }, { diskFilesOf }] =
    await zipTools();
  const files = await showProgress(`Opening ${zip.name}`, (options) =>
    unpackedElsewhere(zip, options),
  );
  if (files === undefined) return "Canceled: nothing was opened.";
  const diskFiles = diskFilesOf(files);
  const count = Object.keys(diskFiles).length;
  if (hasWranglerProject(files)) {
    await session.open(fromWranglerProject(files));
    return count === 0
      ? undefined
      : "Code opened. To import its disk, zip the disk files separately.";
  }
  if (count === 0) {
    throw new Error(
      `${zip.name} contains neither a wrangler.jsonc nor Durable Object files (<key>/<id>.sqlite).`,
    );
  }
  return openDisk(session, diskFiles);
}

async function openDisk(session: PlaygroundSession, files: DiskFiles): Promise<string | undefined> {
  const server = respondingServer(session);
  const existing = new Set((await server.inspect.files()).map(({ path }) => path));
  const paths = Object.keys(files);
  const replaced = paths.filter((path) => existing.has(path)).length;
  const agreed = await ask({
    title: "Import these files?",
    text:
      `${counted(paths.length)} for the disk ${session.disk}. ` +
      (replaced === 0
        ? "No existing file is replaced."
        : `${counted(replaced)} will be replaced, with their alarms.`),
    agree: replaced === 0 ? "Import" : "Replace",
  });
  if (!agreed) return undefined;
  await session.importFiles(files, { overwrite: true });
  return `${counted(paths.length)} imported.`;
}

/** @throws {Error} if the host is not running or not responding. */
function respondingServer({ server, state }: PlaygroundSession): Server {
  if (server === undefined) throw new Error("The host is not running. Press Run first.");
  if (state === "unresponsive") {
    throw new Error("The host is not responding. Kill it, press Run, and try again.");
  }
  return server;
}

const counted = (count: number): string => `${count} ${count === 1 ? "file" : "files"}`;

/** Loads the zip code on demand. */
function zipTools() {
  return Promise.all([
    import("../share/wrangler-project.ts"),
    import("../share/zip.ts"),
    import("../share/disk-files.ts"),
  ]);
}
