import type { TestInfo } from "@playwright/test";
import { strToU8, zipSync } from "fflate";
import type { HostEvent } from "../../protocol/events.ts";
import type { Tabd } from "./tabd.ts";
import { timelineSvg } from "./timeline-svg.ts";
import { timeText } from "./timeline-text.ts";

/** How long the export of a disk may take, in ms: the host may be stuck. */
const PATIENCE = 5_000;

/** Attaches the timeline, the console by object and the disk to a failed test. */
export async function attachReport(tabd: Tabd, info: TestInfo): Promise<void> {
  const attach = (name: string, contentType: string, body: string | Uint8Array): Promise<void> =>
    info.attach(name, { contentType, body: Buffer.from(strOrBytes(body)) });
  const disk = await exportedDisk(tabd);
  const events = tabd.log.all;
  await attach("tabd-timeline.svg", "image/svg+xml", timelineSvg(events));
  await attach(
    "tabd-timeline.json",
    "application/json",
    `${JSON.stringify(events, undefined, 2)}\n`,
  );
  await attach("tabd-console.txt", "text/plain", consoleText(events));
  if (typeof disk === "string") await attach("tabd-disk.txt", "text/plain", disk);
  else await attach("tabd-disk.zip", "application/zip", zipSync(disk));
}

function strOrBytes(body: string | Uint8Array): Uint8Array {
  return typeof body === "string" ? strToU8(body) : body;
}

/** The files, or why there are none. */
async function exportedDisk(tabd: Tabd): Promise<Record<string, Uint8Array> | string> {
  if (!tabd.isOpen) return "No tab was open at the end of the test: the disk was not exported.\n";
  let timer: ReturnType<typeof setTimeout> | undefined;
  try {
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`no answer after ${PATIENCE} ms`)), PATIENCE);
    });
    const { files } = await Promise.race([tabd.export({ skipDamaged: true }), late]);
    return files;
  } catch (error) {
    return `The disk was not exported: ${String(error)}\n`;
  } finally {
    clearTimeout(timer);
  }
}

/** The lines of each object under its name. */
function consoleText(events: readonly HostEvent[]): string {
  const sections = new Map<string, string[]>();
  for (const event of events) {
    if (event.type !== "console") continue;
    const { actor } = event;
    const title =
      actor === null ? "worker" : `${actor.className} ${actor.actorName ?? actor.actorId}`;
    const lines = sections.get(title) ?? [];
    lines.push(`${timeText(event.time)}  ${event.level}  ${event.text}`);
    sections.set(title, lines);
  }
  if (sections.size === 0) return "The console is empty.\n";
  return [...sections].map(([title, lines]) => `${title}\n${lines.join("\n")}\n`).join("\n");
}
