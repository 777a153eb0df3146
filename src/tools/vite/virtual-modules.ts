import type { TabdOptions } from "./options.ts";
import { routePattern } from "./route-pattern.ts";

/** The module that pages import. */
const SERVER = "virtual:tabd";
/** The worker's code and configuration. Changes with each edit. */
const WORKER = "virtual:tabd/worker";
/** Starts the server, without waiting for it. */
const START = "virtual:tabd/start";
/** Resolves when the page's requests reach the worker. */
export const GATE = "virtual:tabd/gate";

/** The service worker's script, in the site's base folder. */
export const SERVICE_WORKER = "tabd-service-worker.js";

/** Replaced by the URL of the service worker's folder, in the built page. */
export const SCOPE_MARK = "__TABD_SCOPE__";

/** The resolved id of the worker's module. */
export const WORKER_ID = `\0${WORKER}`;

/** The resolved id of a virtual module. */
export function resolveVirtual(id: string): string | undefined {
  return [SERVER, GATE, START, WORKER].includes(id) ? `\0${id}` : undefined;
}

/** The sources of the virtual modules but for the worker's, by resolved id. */
export function virtualSource(
  id: string,
  { routes = [], webSockets = true, offline = false }: TabdOptions,
  site: { readonly isBuild: boolean; readonly base: string },
): string | undefined {
  switch (id) {
    case `\0${SERVER}`:
      // The binding is live: importers see the next server.
      return `
import { starting } from ${JSON.stringify(START)};
export let server = await starting.current;
starting.onReplaced((next) => { server = next; });
export const onReplaced = (listener) => starting.onReplaced(listener);`;
    case `\0${START}`:
      return `
import { serve } from "tabd";
import { WorkerServer } from "tabd/dist/vite-page.js";
import { config } from ${JSON.stringify(WORKER)};
export const starting = new WorkerServer(serve, config);
starting.current.catch(() => undefined);
if (import.meta.hot) {
  import.meta.hot.accept(${JSON.stringify(WORKER)}, (next) => next && starting.replace(next.config));
}`;
    case `\0${GATE}`: {
      const scope = site.isBuild
        ? `${SCOPE_MARK}, import.meta.url`
        : `${JSON.stringify(site.base)}, location.origin`;
      const patterns = JSON.stringify(routes.map(routePattern));
      const isServed = routes.length > 0 || (offline && site.isBuild);
      return [
        `import { answerOffers, register, replaceWebSocket } from "tabd/dist/vite-page.js";`,
        `const scope = new URL(${scope});`,
        `const script = new URL(${JSON.stringify(SERVICE_WORKER)}, scope).href;`,
        routes.length > 0 && `import { starting } from ${JSON.stringify(START)};`,
        routes.length > 0 && `if ("serviceWorker" in navigator) answerOffers(starting);`,
        routes.length > 0 &&
          webSockets &&
          `replaceWebSocket(starting, scope.pathname, ${patterns});`,
        isServed && `export const ready = register(script, scope.href);`,
        !isServed && `export const ready = undefined;`,
      ]
        .filter((line) => line !== false)
        .join("\n");
    }
  }
  return undefined;
}
