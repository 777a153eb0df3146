/**
 * Keeps the playground's files, so that it works offline after the first visit. A build of the site
 * is a version with a cache of its own.
 *
 * The page itself is asked for anew whenever there is a network: after an update nobody sees the page
 * of before. All other files have their content's hash in their names, and so never change.
 */
const worker = self as unknown as ServiceWorkerGlobalScope;

/** Put here by the build: the files' URLs, relative to the site's folder. */
declare const __TABD_FILES__: readonly string[];
declare const __TABD_VERSION__: string;

const files = __TABD_FILES__;
const prefix = `tabd playground ${worker.registration.scope} `;
const name = prefix + __TABD_VERSION__;

/** A page that is still open may be of the version before: its files stay for as long. */
const KEPT_VERSIONS = 2;

worker.addEventListener("install", (event) => {
  event.waitUntil(
    caches
      .open(name)
      // Not what the browser still has of an earlier visit.
      .then((cache) => cache.addAll(files.map((file) => new Request(file, { cache: "no-cache" }))))
      .then(() => worker.skipWaiting()),
  );
});

worker.addEventListener("activate", (event) => {
  event.waitUntil(forgetOldVersions().then(() => worker.clients.claim()));
});

worker.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || !request.url.startsWith(worker.registration.scope)) return;
  event.respondWith(request.mode === "navigate" ? page(request) : asset(request));
});

async function page(request: Request): Promise<Response> {
  try {
    return await fetch(request.url, { cache: "no-cache" });
  } catch (error) {
    const kept = await (await caches.open(name)).match("./", { ignoreVary: true });
    // Another page of this folder than the playground's is none of ours.
    const path = new URL(request.url).pathname;
    if (kept === undefined || path !== new URL(kept.url).pathname) throw error;
    return kept;
  }
}

async function asset(request: Request): Promise<Response> {
  // Some hosts say that an answer varies with its headers: ours do not.
  const kept = await caches.match(request, { ignoreVary: true });
  if (kept !== undefined) return kept;
  const response = await fetch(request);
  // What is loaded late, TypeScript say, is kept from then on.
  if (response.ok && new URL(request.url).pathname.includes("/assets/")) {
    const cache = await caches.open(name);
    await cache.put(request, response.clone());
  }
  return response;
}

async function forgetOldVersions(): Promise<void> {
  // In the order in which they were made.
  const versions = (await caches.keys()).filter((key) => key.startsWith(prefix));
  const old = versions.filter((key) => key !== name).slice(0, 1 - KEPT_VERSIONS);
  await Promise.all(old.map((key) => caches.delete(key)));
}
