import { cpSync } from "node:fs";
import alias from "@rollup/plugin-alias";
import resolve from "@rollup/plugin-node-resolve";

export default {
  input: { main: "main.js", host: "shared/host.js" },
  output: { dir: "dist" },
  plugins: [
    alias({ entries: { "cloudflare:workers": "tabd/cloudflare-workers" } }),
    resolve(),
    { writeBundle: () => cpSync("node_modules/tabd/dist", "dist/tabd", { recursive: true }) },
  ],
};
