/** The script of the Web Worker that `serve()` makes for code that is given as `modules`. */
import * as cloudflareWorkers from "../api/cloudflare-workers.ts";
import { runHost } from "./host.ts";
import { ModuleLoader } from "./modules/module-loader.ts";

runHost({
  loaded: false,
  load: async ({ code }) => {
    if (code.kind !== "modules") throw new Error("the page has sent no modules");
    return new ModuleLoader({
      modules: Object.fromEntries(code.modules),
      builtins: { "cloudflare:workers": cloudflareWorkers },
    }).loadMain();
  },
});
