import type * as asyncContext from "./parts/async-context.ts";
import type * as nodeAssert from "./parts/node-assert.ts";
import type * as nodeBuffer from "./parts/node-buffer.ts";
import type * as nodeEvents from "./parts/node-events.ts";
import type * as nodeProcess from "./parts/node-process.ts";
import type * as nodeUtil from "./parts/node-util.ts";
import type * as typescript from "./parts/typescript.ts";

/**
 * What of a host is loaded only when it is used. Each part is a file of its own beside the host's
 * script, found by `new URL("./…", import.meta.url)`: the pattern that bundlers follow from the
 * page to the host's script too. An `import()` they would have to split the script for, which they
 * refuse for workers that are no modules.
 */
const PARTS = {
  typescript: () => new URL("./parts/typescript.ts", import.meta.url),
  "async-context": () => new URL("./parts/async-context.ts", import.meta.url),
  "node-assert": () => new URL("./parts/node-assert.ts", import.meta.url),
  "node-buffer": () => new URL("./parts/node-buffer.ts", import.meta.url),
  "node-events": () => new URL("./parts/node-events.ts", import.meta.url),
  "node-process": () => new URL("./parts/node-process.ts", import.meta.url),
  "node-util": () => new URL("./parts/node-util.ts", import.meta.url),
};

type PartModules = {
  "async-context": typeof asyncContext;
  "node-assert": typeof nodeAssert;
  "node-buffer": typeof nodeBuffer;
  "node-events": typeof nodeEvents;
  "node-process": typeof nodeProcess;
  "node-util": typeof nodeUtil;
  typescript: typeof typescript;
};

type PartName = keyof PartModules;

/**
 * Loads a part, once.
 *
 * @throws {Error} when its file is not where it should be, with the URL.
 */
export async function loadPart<N extends PartName>(name: N): Promise<PartModules[N]> {
  const { href } = PARTS[name]();
  try {
    return (await import(/* @vite-ignore */ href)) as PartModules[N];
  } catch (cause) {
    throw new Error(
      `tabd's part "${name}" could not be loaded from ${href}. The files host-*.js of the package ` +
        "must lie beside host-entry.js.",
      { cause },
    );
  }
}
