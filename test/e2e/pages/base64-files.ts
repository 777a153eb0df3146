import type { Server } from "tabd";
import { FileImage } from "../../../src/storage/file-image.ts";
import { openIndexedDbDisk } from "../../../src/storage/indexed-db-disk.ts";
import { PageFile } from "../../../src/storage/page-file.ts";

/** Files by their paths, their bytes in base64: how they cross between a page and its test. */
export type Base64Files = Record<string, string>;

/** Every file of the server. */
export async function readFiles(server: Server<unknown>): Promise<Base64Files> {
  const found: Base64Files = {};
  for (const { path } of await server.inspect.files()) {
    const bytes = await server.inspect.readFile(path);
    found[path] = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
  }
  return found;
}

/** Puts files on a disk that nobody has open. */
export async function placeFiles(disk: string, files: Base64Files): Promise<void> {
  const opened = await openIndexedDbDisk(disk, { durability: "strict" });
  const changes = Object.entries(files).flatMap(([path, base64]) => {
    const file = new PageFile(path, new FileImage());
    file.replaceWith(Uint8Array.from(atob(base64), (character) => character.charCodeAt(0)));
    return file.takeChanges() ?? [];
  });
  await opened.commit(changes);
  await opened.close();
}
