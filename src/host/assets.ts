import type { HostAssets } from "../protocol/host-assets.ts";

let assets: HostAssets | undefined;

/** The page says where the host's files are. */
export function placeAssets(places: HostAssets): void {
  assets = places;
}

/** @throws {Error} before the page has said so. */
export function assetPlaces(): HostAssets {
  if (assets === undefined) throw new Error("the page has not said where the host's files are");
  return assets;
}
