/** The script of the Web Worker that `serve()` starts for code given as `modules`. */
import * as cloudflareWorkers from "../api/cloudflare-workers.ts";
import { hideBrowserNames } from "./globals/browser-names.ts";
import { forbidCodeGeneration } from "./globals/code-generation.ts";
import { guardGlobalScope } from "./globals/global-scope.ts";
import { runHost } from "./host.ts";
import { cloudflareModules } from "./modules/cloudflare-modules.ts";
import { ModuleLoader } from "./modules/module-loader.ts";
import { builtinAdvice, installNodeGlobals, nodeBuiltins } from "./modules/node-builtins.ts";
import { unsafeModule } from "./modules/unsafe-module.ts";

runHost({
  loaded: false,
  load: async (config) => {
    const { code, compatibility } = config;
    if (code.kind !== "modules") throw new Error("the page has sent no modules");
    const modules = Object.fromEntries(code.modules);
    await installNodeGlobals(config);
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
});
