export default {
  output: "export",
  // For Turbopack
  turbopack: { resolveAlias: { "cloudflare:workers": "tabd/cloudflare-workers" } },
  // For `next build --webpack`
  webpack(config, { webpack: { NormalModuleReplacementPlugin } }) {
    config.plugins.push(
      new NormalModuleReplacementPlugin(/^cloudflare:workers$/, "tabd/cloudflare-workers"),
    );
    return config;
  },
};
