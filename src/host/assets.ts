import type { HostAssets } from "../protocol/host-assets.ts";

/** How a host gets at its files. */
export interface FileAccess {
  /** The text of a script. */
  script(url: string): Promise<string>;
  /** SQLite's WebAssembly. */
  wasm(url: string): Promise<ArrayBuffer>;
}

let assets: HostAssets | undefined;
let access: FileAccess | undefined;

/** Set by the page: the URLs of the host's files. */
export function placeAssets(places: HostAssets): void {
  assets = places;
}

/** From now on files come through `through`: an isolated host cannot load them from their URLs. */
export function loadAssets(through: FileAccess): void {
  access = through;
}

/** The text of a script of the host's, if its URL is of no use to this host. */
export function scriptText(url: string): Promise<string> | undefined {
  return access?.script(url);
}

/** SQLite's WebAssembly: its URL, or its bytes. */
export async function wasmSource(): Promise<string | ArrayBuffer> {
  const { wasm } = assetPlaces();
  return access === undefined ? wasm : access.wasm(wasm);
}

/** @throws {Error} before the page has set them. */
export function assetPlaces(): HostAssets {
  if (assets === undefined) throw new Error("the page has not sent the URLs of the host's files");
  return assets;
}
