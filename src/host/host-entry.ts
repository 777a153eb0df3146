/** The script of the Web Worker that `serve()` starts for code given as `modules`. */
import type { IsolatedStart } from "../protocol/broker-messages.ts";
import * as cloudflareWorkers from "../api/cloudflare-workers.ts";
import { setRowCounts } from "../api/sql-counts.ts";
import type { CheckedModule } from "../config/module-content.ts";
import { hideBrowserNames } from "./globals/browser-names.ts";
import { forbidCodeGeneration } from "./globals/code-generation.ts";
import { guardGlobalScope } from "./globals/global-scope.ts";
import { runHost } from "./host.ts";
import type { CodeSource } from "./host-target.ts";
import { isolatedPlace } from "./isolation/isolated-place.ts";
import { cloudflareModules } from "./modules/cloudflare-modules.ts";
import { ModuleLoader } from "./modules/module-loader.ts";
import type { ModuleImports } from "./modules/module-url.ts";
import { builtinAdvice, installNodeGlobals, nodeBuiltins } from "./modules/node-builtins.ts";
import { unsafeModule } from "./modules/unsafe-module.ts";
import { loadPart } from "./parts.ts";

/** Whether code may read the counts of a cursor, or of `ingest()`. */
function mentionsRowCounts(content: CheckedModule): boolean {
  return "text" in content && /\brows(?:Read|Written)\b|\bingest\b/.test(content.text);
}

const source: CodeSource = {
  loaded: false,
  load: async (config) => {
    const { code, compatibility } = config;
    if (code.kind !== "modules") throw new Error("the page has sent no modules");
    const modules = Object.fromEntries(code.modules);
    await installNodeGlobals(config);
    if (code.modules.some(([, content]) => mentionsRowCounts(content))) {
      const { CountedRun } = await loadPart("row-counts");
      setRowCounts((run) => new CountedRun(run));
    }
    hideBrowserNames();
    guardGlobalScope();
    forbidCodeGeneration();
    return new ModuleLoader({
      modules,
      builtins: {
        "cloudflare:workers": cloudflareWorkers,
        ...(compatibility.unsafe_module && { "workerd:unsafe": unsafeModule }),
      },
      lazyBuiltins: { ...cloudflareModules, ...nodeBuiltins(config) },
      advice: (specifier) => builtinAdvice(specifier, compatibility),
    }).loadMain();
  },
};

/** Called by the bootstrap of an isolated host, which is a `data:` URL. */
export async function startIsolated(start: IsolatedStart, imports: ModuleImports): Promise<void> {
  runHost(source, {}, await isolatedPlace(start, imports));
}

if (globalThis.location.protocol !== "data:") runHost(source);
