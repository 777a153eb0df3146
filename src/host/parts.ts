import type { PartName } from "../protocol/host-assets.ts";
import { assetPlaces, scriptText } from "./assets.ts";
import { importModule, moduleUrl } from "./modules/module-url.ts";
import type * as asyncContext from "./parts/async-context.ts";
import type * as nodeMore from "./parts/node-more.ts";
import type * as nodeUtil from "./parts/node-util.ts";
import type * as node from "./parts/node.ts";
import type * as rowCounts from "./parts/row-counts.ts";
import type * as typescript from "./parts/typescript.ts";

interface PartModules extends Partial<Record<PartName, object>> {
  "async-context": typeof asyncContext;
  node: typeof node;
  "node-more": typeof nodeMore;
  "node-util": typeof nodeUtil;
  "row-counts": typeof rowCounts;
  typescript: typeof typescript;
}

/**
 * Loads a part, once.
 *
 * @throws {Error} when its file is not where it should be, with the URL.
 */
export async function loadPart<N extends keyof PartModules>(name: N): Promise<PartModules[N]> {
  const url = assetPlaces().parts[name];
  try {
    const text = await scriptText(url);
    const script = text === undefined ? url : moduleUrl(text, `tabd:host-${name}.js`);
    return (await importModule(script)) as PartModules[N];
  } catch (cause) {
    throw new Error(
      `tabd's host-${name}.js could not be loaded from ${url}. Copy tabd/dist/host-${name}.js ` +
        "there, or set the option `assets` of serve().",
      { cause },
    );
  }
}
