// Builds the playground into the package, for the command line: without the language service of
// TypeScript, which is larger than all other files together, and without the package's own files,
// which the command line serves as `tabd/`.
import { join } from "node:path";
import { build } from "vite";
import { contentSecurityPolicy } from "./site.mjs";

/**
 * The editor without completion and type errors.
 * @type {import("vite").Plugin}
 */
const withoutLanguageService = {
  name: "tabd:without-language-service",
  enforce: "pre",
  load: {
    filter: { id: /\/demo\/editor\/language-client\.ts$/ },
    handler: () => "export class LanguageClient { async ask() {} }",
  },
};

/**
 * @param {string} root
 * @param {string} outDir
 * @param {string} license the name of the file of licences in it
 */
export async function buildPlayground(root, outDir, license) {
  await build({
    root,
    configFile: false,
    logLevel: "warn",
    base: "./",
    publicDir: false,
    plugins: [contentSecurityPolicy(), withoutLanguageService],
    build: {
      outDir,
      target: "es2022",
      license: { fileName: license },
      rolldownOptions: {
        input: join(root, "index.html"),
        external: ["tabd"],
        output: { paths: { tabd: "../tabd/index.js" } },
      },
    },
  });
}
