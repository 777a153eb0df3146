/** The site's files for offline use. Each build of the site has a cache of its own. */
export class SiteCache {
  readonly #scope: string;
  readonly #name: string;
  readonly #files: readonly string[];

  constructor(scope: string, version: string, files: readonly string[]) {
    this.#scope = scope;
    this.#name = `tabd site ${scope} ${version}`;
    this.#files = files;
  }

  async fill(): Promise<void> {
    const cache = await caches.open(this.#name);
    // Not from the browser's HTTP cache, which may have files of an earlier build.
    const requests = this.#files.map(
      (file) => new Request(new URL(file, this.#scope), { cache: "no-cache" }),
    );
    await cache.addAll(requests);
  }

  async deleteOthers(): Promise<void> {
    const names = await caches.keys();
    const others = names.filter(
      (name) => name.startsWith(`tabd site ${this.#scope} `) && name !== this.#name,
    );
    await Promise.all(others.map((name) => caches.delete(name)));
  }

  /** A page comes from the network first, so that an update shows. Other files never change. */
  async answer(request: Request): Promise<Response> {
    const isPage = request.mode === "navigate";
    const kept = await this.#kept(request);
    if (kept !== undefined && !isPage) return kept;
    try {
      return await fetch(request);
    } catch (error) {
      if (kept === undefined) throw error;
      return kept;
    }
  }

  async #kept(request: Request): Promise<Response | undefined> {
    const cache = await caches.open(this.#name);
    // Some servers send `Vary`, which does not concern these files.
    const options = { ignoreVary: true, ignoreSearch: request.mode === "navigate" };
    return cache.match(request, options);
  }
}
