import { defineConfig } from "astro/config";

export default defineConfig({
  vite: { resolve: { alias: { "cloudflare:workers": "tabd/cloudflare-workers" } } },
});
