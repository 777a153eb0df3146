import webpack from "webpack";

export default {
  mode: "production",
  entry: "./main.js",
  plugins: [
    new webpack.NormalModuleReplacementPlugin(/^cloudflare:workers$/, "tabd/cloudflare-workers"),
  ],
  // SQLite is larger than the size that webpack warns of.
  performance: { hints: false },
};
