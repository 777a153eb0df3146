import { cpSync } from "node:fs";
import { defineConfig } from "rolldown";

export default defineConfig({
  input: { main: "main.js", host: "shared/host.js" },
  output: { dir: "dist" },
  resolve: { alias: { "cloudflare:workers": "tabd/cloudflare-workers" } },
  plugins: [
    { writeBundle: () => cpSync("node_modules/tabd/dist", "dist/tabd", { recursive: true }) },
  ],
});
