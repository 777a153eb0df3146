/**
 * Stores the playground's files, so that it works offline after the first visit. Each build of the
 * site has a cache of its own.
 *
 * The page is requested from the network first, so an update shows at the next load. All other files
 * have their content's hash in their names, and never change.
 */
const worker = self as unknown as ServiceWorkerGlobalScope;

/** Set by the build: the files' URLs, relative to the site's folder. */
declare const __TABD_FILES__: readonly string[];
declare const __TABD_VERSION__: string;

const files = __TABD_FILES__;
const prefix = `tabd playground ${worker.registration.scope} `;
const name = prefix + __TABD_VERSION__;

worker.addEventListener("install", (event) => {
  event.waitUntil(
    caches
      .open(name)
      // Bypasses the browser's HTTP cache of an earlier visit.
      .then((cache) => cache.addAll(files.map((file) => new Request(file, { cache: "no-cache" }))))
      .then(() => worker.skipWaiting()),
  );
});

worker.addEventListener("activate", (event) => {
  event.waitUntil(deleteUnusedBuilds("").then(() => worker.clients.claim()));
});

worker.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || !request.url.startsWith(worker.registration.scope)) return;
  if (request.mode !== "navigate") {
    event.respondWith(asset(request, event.clientId));
    return;
  }
  event.respondWith(page(request));
  event.waitUntil(deleteUnusedBuilds(event.resultingClientId));
});

async function page(request: Request): Promise<Response> {
  try {
    return await fetch(request.url, { cache: "no-cache" });
  } catch (error) {
    const kept = await (await caches.open(name)).match("./", { ignoreVary: true });
    // Other pages of this folder are not stored.
    const path = new URL(request.url).pathname;
    if (kept === undefined || path !== new URL(kept.url).pathname) throw error;
    return kept;
  }
}

async function asset(request: Request, clientId: string): Promise<Response> {
  const kept = await stored(request);
  if (kept !== undefined) return kept;
  const isHashed = new URL(request.url).pathname.includes("/assets/");
  try {
    const response = await fetch(request);
    if (response.ok && isHashed) {
      // Files that are loaded late, such as TypeScript.
      const cache = await caches.open(name);
      await cache.put(request, response.clone());
    } else if (response.status === 404 && isHashed) {
      await askToReload(clientId);
    }
    return response;
  } catch (error) {
    if (isHashed) await askToReload(clientId);
    throw error;
  }
}

/** Looks in the caches of this site's builds alone, the newest first. */
async function stored(request: Request): Promise<Response | undefined> {
  const builds = await storedBuilds();
  for (const build of [name, ...builds.toReversed()]) {
    const cache = await caches.open(build);
    // Some hosts send `Vary`, which does not concern these files.
    const response = await cache.match(request, { ignoreVary: true });
    if (response !== undefined) return response;
  }
  return undefined;
}

/** The caches of other builds, in the order in which they were made. */
async function storedBuilds(): Promise<string[]> {
  return (await caches.keys()).filter((key) => key.startsWith(prefix) && key !== name);
}

/** A tab may be of any earlier build, so their files stay until no other tab is open. */
async function deleteUnusedBuilds(opening: string): Promise<void> {
  const tabs = await worker.clients.matchAll({ type: "window", includeUncontrolled: true });
  if (tabs.some(({ id }) => id !== opening)) return;
  await Promise.all((await storedBuilds()).map((build) => caches.delete(build)));
}

/** A file of the tab's build is neither stored nor on the server any more. */
async function askToReload(clientId: string): Promise<void> {
  const client = await worker.clients.get(clientId);
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a client has none
  client?.postMessage("tabd playground: reload");
}
