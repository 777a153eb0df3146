import { checkedProject, MOST_FILES } from "../session/checked-project.ts";
import type { Project } from "../session/project.ts";

/**
 * A project in a link: what follows `#`, which no server sees.
 *
 *     code/<version>/<payload>
 *
 * `version` counts up when the form changes; this is 1. `payload` is base64url (RFC 4648, without
 * padding) of gzip, whose check sum tells damage, of the UTF-8 of the JSON of
 * `{ name, files, config, requests }` as in `session/project.ts`. Nothing else travels: neither what
 * is on the disk, nor whether the code has been run.
 */
const VERSION = 1;
const MARK = "code/";

/** How many bytes a project may have, packed and unpacked. Browsers store about 5 MB for a site. */
const LIMIT = 2 * 1024 * 1024;

/** A link that cannot be opened. The message has the reason and the next step. */
export class LinkError extends Error {
  override readonly name = "LinkError";
}

/** Whether this fragment, with its `#`, looks like a project. */
export function isProjectLink(hash: string): boolean {
  return hash.startsWith(`#${MARK}`);
}

/** The link to a project, on the page at `base`. */
export async function linkOf(project: Project, base: string): Promise<string> {
  const { name, files, config, requests } = project;
  const text = JSON.stringify({ name, files, config, requests });
  const packed = await through(new Blob([text]), new CompressionStream("gzip"));
  const url = new URL(base);
  url.hash = `${MARK}${VERSION}/${toBase64Url(packed)}`;
  return url.href;
}

/** The project of a link. @throws {LinkError} for a damaged link, or one of a newer version. */
export async function projectOfLink(hash: string): Promise<Project> {
  const [, version, payload] = /^#code\/(\d+)\/(.*)$/.exec(hash) ?? [];
  if (version === undefined || payload === undefined) {
    throw new LinkError("This link is damaged: ask for it again, and copy it whole.");
  }
  if (Number(version) > VERSION) {
    throw new LinkError(
      "This link was made by a newer playground: reload this page while online, then open it again.",
    );
  }
  if (payload.length > LIMIT) throw tooLarge();
  const project = await unpack(payload).catch((error: unknown) => {
    if (error instanceof RangeError) throw tooLarge();
    return undefined;
  });
  if (project === undefined) {
    throw new LinkError("This link is damaged: ask for it again, and copy it whole.");
  }
  const count = Object.keys(project.files).length;
  if (count > MOST_FILES) {
    throw new LinkError(
      `This link contains ${count} files; this page edits at most ${MOST_FILES}.`,
    );
  }
  return { ...project, origin: "link" };
}

function tooLarge(): LinkError {
  return new LinkError(
    `This link contains more than ${LIMIT / 2 ** 20} MB, the limit of this page. Ask for a zip.`,
  );
}

async function unpack(payload: string): Promise<Project | undefined> {
  const bytes = await through(new Blob([fromBase64Url(payload)]), new DecompressionStream("gzip"));
  return checkedProject(JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes)));
}

/** @throws {RangeError} once more than {@link LIMIT} bytes have come out. */
async function through(
  blob: Blob,
  transform: CompressionStream | DecompressionStream,
): Promise<Uint8Array<ArrayBuffer>> {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  for await (const part of blob.stream().pipeThrough(transform)) {
    size += part.length;
    if (size > LIMIT) throw new RangeError("This link is not a project: it is too large.");
    parts.push(part);
  }
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}

function toBase64Url(bytes: Uint8Array): string {
  const characters = Array.from(bytes, (byte) => String.fromCodePoint(byte)).join("");
  return btoa(characters).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

function fromBase64Url(text: string): Uint8Array<ArrayBuffer> {
  const characters = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(characters, (character) => character.codePointAt(0) ?? 0);
}
