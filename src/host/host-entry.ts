/** The script of the Web Worker that `serve()` makes for code that is given as `modules`. */
import * as cloudflareWorkers from "../api/cloudflare-workers.ts";
import { runHost } from "./host.ts";
import { ModuleLoader } from "./modules/module-loader.ts";
import { builtinAdvice, installNodeGlobals, nodeBuiltins } from "./modules/node-builtins.ts";
import { unsafeModule } from "./unsafe-module.ts";

runHost({
  loaded: false,
  load: async ({ code, compatibility }) => {
    if (code.kind !== "modules") throw new Error("the page has sent no modules");
    const modules = Object.fromEntries(code.modules);
    await installNodeGlobals(modules, compatibility);
    return new ModuleLoader({
      modules,
      builtins: {
        "cloudflare:workers": cloudflareWorkers,
        ...(compatibility.unsafe_module && { "workerd:unsafe": unsafeModule }),
      },
      lazyBuiltins: nodeBuiltins(compatibility),
      advice: (specifier) => builtinAdvice(specifier, compatibility),
    }).loadMain();
  },
});
