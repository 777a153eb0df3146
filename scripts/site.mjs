// Adds to the built site: a content security policy, a list of its files for the service worker, and
// further licences.
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";

/**
 * The page's permissions. Workers do not inherit them, so user code can load `blob:` modules and
 * WebAssembly there.
 */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "worker-src 'self'",
  "connect-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

/**
 * Writes the policy into the playground's page, because a static host sends none of our headers.
 * @returns {import("vite").Plugin}
 */
export function contentSecurityPolicy() {
  return {
    name: "tabd:content-security-policy",
    apply: "build",
    transformIndexHtml: {
      order: "post",
      handler: (_html, { path }) =>
        path === "/index.html"
          ? [
              {
                tag: "meta",
                attrs: { "http-equiv": "Content-Security-Policy", content: policy },
                injectTo: "head-prepend",
              },
            ]
          : [],
    },
  };
}

/** Files that the playground can do without: cached on first use. */
const notAhead = /(?:^|\/)(?:language-worker|harness|bundled-host|service-worker|licenses)\b/;

/**
 * Gives the service worker the list of files to cache, and a version that changes with them.
 * @returns {import("vite").Plugin}
 */
export function serviceWorkerFiles() {
  return {
    name: "tabd:service-worker-files",
    apply: "build",
    generateBundle: {
      order: "post",
      handler(_options, bundle) {
        const files = Object.keys(bundle)
          .filter((file) => !notAhead.test(file) && !file.startsWith("test/"))
          .toSorted();
        const hash = createHash("sha256");
        for (const file of files) {
          const output = bundle[file];
          if (output === undefined) continue;
          hash.update(file);
          hash.update(output.type === "chunk" ? output.code : output.source);
        }
        const worker = bundle["service-worker.js"];
        if (worker?.type !== "chunk") throw new Error("The site has no service-worker.js.");
        // The page's URL is the folder: every static host serves it so.
        const list = files.map((file) => (file === "index.html" ? "./" : `./${file}`));
        worker.code = worker.code
          .replace("__TABD_FILES__", JSON.stringify(list))
          .replace("__TABD_VERSION__", JSON.stringify(hash.digest("hex").slice(0, 16)));
      },
    },
  };
}

/**
 * Adds to `licenses.md` the libraries that the bundler does not see in the page: those in the
 * package's files, and in the worker that completes code.
 * @returns {import("vite").Plugin}
 */
export function licensesOfWorkers() {
  return {
    name: "tabd:licenses-of-workers",
    apply: "build",
    generateBundle: {
      order: "post",
      async handler(_options, bundle) {
        const licenses = bundle["licenses.md"];
        if (licenses?.type !== "asset") throw new Error("The site has no licenses.md.");
        const [ofPackage, ofTypeScript] = await Promise.all([
          readFile("dist/licenses.md", "utf8"),
          readFile("node_modules/typescript-api/LICENSE.txt", "utf8"),
        ]);
        licenses.source = [
          String(licenses.source).trim(),
          ofPackage.replace(/^# .*/, "# In the host and the package").trim(),
          "# In the worker that completes code",
          "TypeScript (Apache-2.0) and @cloudflare/workers-types (MIT or Apache-2.0)",
          ofTypeScript.trim(),
        ].join("\n\n");
      },
    },
  };
}
