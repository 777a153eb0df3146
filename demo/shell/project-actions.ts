import type { Server } from "tabd";
import type { Example } from "../examples/catalog.ts";
import { downloadBytes } from "../panels/download.ts";
import type { DiskFiles, PlaygroundSession } from "../session/session.ts";
import { linkOf } from "../share/share-link.ts";
import { ask, showProgress } from "./dialog.ts";

/** Opens an example, with the reader's own changes to it unless afresh, and runs it. */
export async function chooseExample(
  session: PlaygroundSession,
  example: Example,
  options: { readonly afresh?: boolean } = {},
): Promise<undefined> {
  await session.open(await example.load(), options);
  await session.run();
}

/** Puts a link to the project into the clipboard. */
export async function copyLink(session: PlaygroundSession): Promise<string> {
  const link = await linkOf(session.project, location.href);
  await navigator.clipboard.writeText(link);
  return "The link is copied: the code is in it, and nothing of the disk.";
}

export async function downloadProject(session: PlaygroundSession): Promise<string> {
  const [{ toWranglerProject }, { packed }] = await zipTools();
  const { project } = session;
  downloadBytes(packed(toWranglerProject(project)), `${project.name}.zip`);
  return "Unpack it, then: npm install && npm start";
}

export async function downloadDisk(session: PlaygroundSession): Promise<string> {
  const { project } = session;
  const [, { packed }] = await zipTools();
  const { files, damaged } = await session.exportFiles();
  downloadBytes(packed(files), `${project.name}-disk.zip`);
  if (damaged.length === 0) return "The disk is saved, in workerd's layout.";
  return `The disk is saved without what is damaged: ${damaged.join(", ")}`;
}

/**
 * Opens a zip: a wrangler project becomes the project, and nothing of it runs; files of Durable
 * Objects go onto the disk, when the reader agrees.
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
    return count === 0 ? undefined : "Its code is open. To get its disk, too, zip that alone.";
  }
  if (count === 0) {
    throw new Error(
      `${zip.name} has neither a wrangler.jsonc nor files of Durable Objects (<key>/<id>.sqlite).`,
    );
  }
  return openDisk(session, diskFiles);
}

async function openDisk(session: PlaygroundSession, files: DiskFiles): Promise<string | undefined> {
  const server = answering(session);
  const there = new Set((await server.inspect.files()).map(({ path }) => path));
  const paths = Object.keys(files);
  const replaced = paths.filter((path) => there.has(path)).length;
  const agreed = await ask({
    title: "Put these files on the disk?",
    text:
      `${counted(paths.length)} for the disk ${session.disk}. ` +
      (replaced === 0
        ? "None of those that are there is replaced."
        : `${counted(replaced)} of those that are there will be replaced, with their alarms.`),
    agree: replaced === 0 ? "Put them there" : "Replace",
  });
  if (!agreed) return undefined;
  await session.importFiles(files, { overwrite: true });
  return `${counted(paths.length)} put on the disk.`;
}

/** @throws {Error} that says what to press, where nobody would answer. */
function answering({ server, state }: PlaygroundSession): Server {
  if (server === undefined) throw new Error("The host does not run: press Run first.");
  if (state === "unresponsive") {
    throw new Error("The host does not answer: kill it, then press Run, and try again.");
  }
  return server;
}

const counted = (count: number): string => `${count} ${count === 1 ? "file" : "files"}`;

/** What zips need is loaded when it is needed. */
function zipTools() {
  return Promise.all([
    import("../share/wrangler-project.ts"),
    import("../share/zip.ts"),
    import("../share/disk-files.ts"),
  ]);
}
