import { cpSync } from "node:fs";
import { build } from "esbuild";

await build({
  entryPoints: { main: "main.js", host: "shared/host.js" },
  bundle: true,
  format: "esm",
  outdir: "dist",
  alias: { "cloudflare:workers": "tabd/cloudflare-workers" },
});
cpSync("node_modules/tabd/dist", "dist/tabd", { recursive: true });
