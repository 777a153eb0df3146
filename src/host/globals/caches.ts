import { wrongType } from "../../rpc/arguments.ts";
import { illegalConstructor, nameClass } from "../../rpc/class-name.ts";
import { closeMember, definePlatform } from "./define-global.ts";

/** A cache without a store: as in a workerd without `cacheApiOutbound`. */
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

class CacheStorage {
  static {
    nameClass(this, "CacheStorage");
  }

  constructor() {
    throw illegalConstructor();
  }

  async open(name: unknown): Promise<Cache> {
    if (name === undefined) {
      throw wrongType({ className: "CacheStorage", method: "open", position: 1 }, "string");
    }
    return Object.create(Cache.prototype) as Cache;
  }

  async delete(): Promise<never> {
    throw notImplemented("delete");
  }

  async match(): Promise<never> {
    throw notImplemented("match");
  }

  async has(): Promise<never> {
    throw notImplemented("has");
  }

  async keys(): Promise<never> {
    throw notImplemented("keys");
  }
}

function noCache(): Error {
  return new Error("No Cache was configured");
}

function notImplemented(method: string): Error {
  return new Error(
    `Failed to execute '${method}' on 'CacheStorage': the method is not implemented.`,
  );
}

/**
 * Replaces the browser's caches, which belong to the page, with those of a workerd without a cache.
 */
export function installCaches(): void {
  const caches = Object.create(CacheStorage.prototype) as CacheStorage;
  Object.defineProperty(caches, "default", {
    value: Object.create(Cache.prototype),
    enumerable: true,
    configurable: true,
  });
  closeMember(globalThis, "caches");
  for (const [name, value] of Object.entries({ caches, Cache, CacheStorage })) {
    definePlatform(globalThis, name, value);
  }
}
