import { rspack } from "@rspack/core";

export default {
  mode: "production",
  entry: "./main.js",
  plugins: [
    new rspack.NormalModuleReplacementPlugin(/^cloudflare:workers$/, "tabd/cloudflare-workers"),
  ],
  // SQLite is larger than the size that Rspack warns of.
  performance: { hints: false },
};
