import { readFile } from "node:fs/promises";
import { posix, resolve } from "node:path";
import type { Plugin, ResolvedConfig, ViteDevServer } from "vite";
import { buildWorker } from "../project/build-worker.ts";
import { leftOutMessage } from "../project/project.ts";
import { readProject } from "../project/read-project.ts";
import { serveHostFiles } from "./dev-files.ts";
import { gateScripts } from "./gate-scripts.ts";
import { offlineFiles } from "./offline-files.ts";
import type { TabdOptions } from "./options.ts";
import { routePattern } from "./route-pattern.ts";
import type { ServiceWorkerSettings } from "./service-worker/settings.ts";
import {
  resolveVirtual,
  SCOPE_MARK,
  SERVICE_WORKER,
  virtualSource,
  WORKER_ID,
} from "./virtual-modules.ts";
import { workerSource } from "./worker-source.ts";

/**
 * A Vite plugin that runs the worker of a wrangler project in the page.
 *
 * ```ts
 * // vite.config.ts
 * export default defineConfig({ plugins: [tabd({ routes: ["/api/*"] })] });
 *
 * // page.ts
 * import { server } from "virtual:tabd";
 * ```
 */
export function tabd(options: TabdOptions = {}): Plugin {
  const { routes = [], offline = false } = options;
  let config: ResolvedConfig;
  let isBuild = false;
  /** The files whose edit changes the worker. */
  const files = new Set<string>();
  let warned = "";
  let watcher: ViteDevServer["watcher"] | undefined;

  const needsServiceWorker = (): boolean => routes.length > 0 || (offline && isBuild);

  async function readWorker(): Promise<string> {
    const project = await readProject(resolve(config.root, options.project ?? "."), {
      environment: options.environment,
      disk: options.disk,
      // Everybody can read a built site.
      secrets: !isBuild,
    });
    const message = leftOutMessage(project);
    if (message !== warned && message !== "") config.logger.warn(message);
    warned = message;
    for (const file of project.readFrom) files.add(file);
    const mode = isBuild ? "production" : "development";
    return workerSource(project, await buildWorker(project, { mode, files }));
  }

  async function serviceWorker(
    settings: Pick<ServiceWorkerSettings, "files" | "version">,
  ): Promise<string> {
    const all: ServiceWorkerSettings = {
      routes: routes.map(routePattern),
      isDevelopment: !isBuild,
      ...settings,
    };
    const script = await readFile(new URL("./vite-service-worker.js", import.meta.url), "utf8");
    return `const TABD_SETTINGS = ${JSON.stringify(all)};\n${script}`;
  }

  return {
    name: "tabd",

    config: (user, { command }) => ({
      // Its files find each other by their URLs.
      optimizeDeps: { exclude: ["tabd"] },
      // The server is awaited at the top level of a module.
      ...(command === "build" &&
        user.build?.target === undefined && { build: { target: "es2022" } }),
    }),

    configResolved(resolved) {
      config = resolved;
      isBuild = resolved.command === "build";
    },

    configureServer(server) {
      watcher = server.watcher;
      server.middlewares.use(serveHostFiles());
      if (!needsServiceWorker()) return;
      const path = posix.join(server.config.base, SERVICE_WORKER);
      server.middlewares.use((request, response, next) => {
        if (request.url?.split("?")[0] !== path) return next();
        serviceWorker({}).then((script) => {
          response.setHeader("Content-Type", "text/javascript");
          response.setHeader("Cache-Control", "no-cache");
          response.end(script);
        }, next);
      });
    },

    resolveId: (id) => resolveVirtual(id),

    async load(id) {
      if (id !== WORKER_ID) return virtualSource(id, options, { isBuild, base: config.base });
      try {
        return { code: await readWorker(), map: { mappings: "" } };
      } finally {
        for (const file of files) {
          // In development, `addWatchFile()` would make an import of it.
          if (watcher === undefined) this.addWatchFile(file);
          else watcher.add(file);
        }
      }
    },

    hotUpdate({ file, modules }) {
      const { name, moduleGraph } = this.environment;
      const module = moduleGraph.getModuleById(WORKER_ID);
      if (name !== "client" || module === undefined || !files.has(file)) return;
      return [...modules, module];
    },

    transformIndexHtml: {
      order: "pre",
      handler: (html) => (needsServiceWorker() ? gateScripts(html) : html),
    },

    renderChunk(code, chunk) {
      if (!code.includes(SCOPE_MARK)) return null;
      const folder = posix.relative(posix.dirname(chunk.fileName), ".");
      return {
        code: code.replace(SCOPE_MARK, JSON.stringify(folder === "" ? "./" : `${folder}/`)),
        map: null,
      };
    },

    generateBundle: {
      order: "post",
      async handler(_output, bundle) {
        if (!needsServiceWorker()) return;
        const { publicDir, build } = config;
        const kept = await offlineFiles(bundle, build.copyPublicDir ? publicDir : "");
        const source = await serviceWorker(offline ? kept : {});
        this.emitFile({ type: "asset", fileName: SERVICE_WORKER, source });
      },
    },
  };
}
