import type { ImportReport, Server } from "tabd";
import { FileImage } from "../../../src/storage/disk/file-image.ts";
import { openIndexedDbDisk } from "../../../src/storage/indexed-db/indexed-db-disk.ts";
import { PageFile } from "../../../src/storage/sqlite/page-file.ts";

/** Base64 file contents by path, to pass between a page and its test. */
export type Base64Files = Record<string, string>;

/** Every file of the server. */
export async function readFiles(server: Server<unknown>): Promise<Base64Files> {
  const found: Base64Files = {};
  for (const { path } of await server.inspect.files()) {
    found[path] = toBase64(await server.inspect.readFile(path));
  }
  return found;
}

/** The server's export. */
export async function exportFiles(server: Server<unknown>): Promise<Base64Files> {
  const entries = Object.entries((await server.export()).files);
  return Object.fromEntries(entries.map(([path, bytes]) => [path, toBase64(bytes)]));
}

/** Imports files into a server, replacing those with the same paths. */
export function importFiles(server: Server<unknown>, files: Base64Files): Promise<ImportReport> {
  const entries = Object.entries(files).map(([path, base64]) => [path, fromBase64(base64)]);
  return server.import(Object.fromEntries(entries), { overwrite: true });
}

/** Writes files to a disk that no server has open. */
export async function placeFiles(disk: string, files: Base64Files): Promise<void> {
  const opened = await openIndexedDbDisk(disk, { durability: "strict" });
  const changes = Object.entries(files).flatMap(([path, base64]) => {
    const file = new PageFile(path, new FileImage());
    file.replaceWith(fromBase64(base64));
    return file.takeChanges() ?? [];
  });
  await opened.commit(changes);
  await opened.close();
}

function toBase64(bytes: Uint8Array): string {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}

function fromBase64(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}
