/**
 * Sends a page's requests for the worker's routes to a page that runs the worker: at best to the
 * page that asks. Keeps the site's files for offline use.
 */
import { CLAIM, READY, type RequestParts } from "./messages.ts";
import { OfferedRequest } from "./offered-request.ts";
import type { ServiceWorkerSettings } from "./settings.ts";
import { SiteCache } from "./site-cache.ts";
import { workerPath } from "./worker-path.ts";

/** Written before this script by the plugin. */
declare const TABD_SETTINGS: ServiceWorkerSettings;

/** How long a request waits for a page to claim it, in ms. */
const PATIENCE = 5000;

const worker = self as unknown as ServiceWorkerGlobalScope;
const { scope } = worker.registration;
const { files, version = "", isDevelopment } = TABD_SETTINGS;
const routes = TABD_SETTINGS.routes.map((route) => new RegExp(route));
const cache = files === undefined ? undefined : new SiteCache(scope, version, files);

/** The requests that no page has claimed yet, with the page that asks. */
const waiting = new Map<OfferedRequest, string>();

worker.addEventListener("install", (event) => {
  event.waitUntil(Promise.resolve(cache?.fill()).then(() => worker.skipWaiting()));
});

worker.addEventListener("activate", (event) => {
  event.waitUntil(Promise.resolve(cache?.deleteOthers()).then(() => worker.clients.claim()));
});

worker.addEventListener("message", (event) => {
  if (event.data === CLAIM) event.waitUntil(worker.clients.claim());
  const { source } = event;
  if (event.data !== READY || !(source instanceof Client)) return;
  for (const [offered, asking] of waiting) {
    if (asking === "" || asking === source.id) offered.offerTo(source);
  }
});

worker.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== new URL(scope).origin) return;
  const path = workerPath(url.pathname, new URL(scope).pathname, routes);
  if (path !== undefined) {
    event.respondWith(fromWorker(request, event.clientId, new URL(path + url.search, url).href));
  } else if (cache !== undefined && request.method === "GET" && url.href.startsWith(scope)) {
    event.respondWith(cache.answer(request));
  }
});

async function fromWorker(request: Request, asking: string, url: string): Promise<Response> {
  const { method, headers } = request;
  const hasBody = method !== "GET" && method !== "HEAD";
  // The request itself may still go to the network.
  const body = hasBody ? await request.clone().arrayBuffer() : null;
  const parts: RequestParts = { url, method, headers: [...headers], body };
  const offered = new OfferedRequest(parts);
  const client = asking === "" ? undefined : await worker.clients.get(asking);
  const pages = client === undefined ? await worker.clients.matchAll({ type: "window" }) : [client];
  waiting.set(offered, client?.id ?? "");
  for (const page of pages) offered.offerTo(page);
  const timer = setTimeout(() => offered.withdraw(), PATIENCE);
  const response = await offered.response;
  clearTimeout(timer);
  waiting.delete(offered);
  if (response !== undefined) return response;
  // No page here runs the worker: another project may have this address now.
  if (isDevelopment) await worker.registration.unregister();
  return fetch(request);
}
