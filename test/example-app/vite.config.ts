import { defineConfig } from "vite";

export default defineConfig({
  resolve: { alias: { "cloudflare:workers": "tabd/cloudflare-workers" } },
});
