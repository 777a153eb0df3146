import { illegalConstructor, nameClass } from "../../rpc/class-name.ts";
import { definePlatform } from "./define-global.ts";

/** A cache of responses that there is none of: as in a workerd without `cacheApiOutbound`. */
class Cache {
  static {
    nameClass(this, "Cache");
  }

  constructor() {
    throw illegalConstructor();
  }

  async match(): Promise<never> {
    throw noCache();
  }

  async put(): Promise<never> {
    throw noCache();
  }

  async delete(): Promise<never> {
    throw noCache();
  }
}

function noCache(): Error {
  return new Error("No Cache was configured");
}

/**
 * Gives `caches` the `default` that Workers' code asks: it refuses. What `caches.open()` gives is the
 * browser's own, where there is one.
 */
export function installCaches(): void {
  const cache = Object.create(Cache.prototype) as Cache;
  const { caches } = globalThis as { caches?: object };
  if (caches === undefined) {
    definePlatform(globalThis, "caches", { default: cache, open: async () => cache });
  } else {
    definePlatform(caches, "default", cache);
  }
}
