import { moduleUrl } from "./module-url.ts";

/** Built-in modules that are loaded at their first import. */
export type LazyBuiltins = Readonly<Record<string, () => Promise<object>>>;

/** The built-in modules that the user's modules can import. */
export class Builtins {
  readonly #first: ReadonlySet<string>;
  readonly #loaded: Map<string, object>;
  readonly #lazy: LazyBuiltins;
  readonly #loading = new Map<string, Promise<void>>();
  readonly #urls = new Map<string, string>();

  /** @param loaded keys are specifiers: `cloudflare:workers`. */
  constructor(loaded: Readonly<Record<string, object>>, lazy: LazyBuiltins = {}) {
    this.#first = new Set(Object.keys(loaded));
    this.#loaded = new Map(Object.entries(loaded));
    this.#lazy = lazy;
  }

  has(specifier: string): boolean {
    return this.comesFirst(specifier) || Object.hasOwn(this.#lazy, specifier);
  }

  /** Whether it wins over a user's module of the same name. */
  comesFirst(specifier: string): boolean {
    return this.#first.has(specifier);
  }

  /** @throws {Error} when the module cannot be loaded. */
  load(specifier: string): Promise<void> {
    if (this.#loaded.has(specifier)) return Promise.resolve();
    let loading = this.#loading.get(specifier);
    if (loading === undefined) {
      const load = this.#lazy[specifier];
      if (load === undefined) throw new Error(`there is no module ${JSON.stringify(specifier)}`);
      loading = load().then((module) => void this.#loaded.set(specifier, module));
      this.#loading.set(specifier, loading);
    }
    return loading;
  }

  /** @throws {Error} before {@link load} has resolved. */
  get(specifier: string): object {
    const module = this.#loaded.get(specifier);
    if (module === undefined) {
      throw new Error(`module ${JSON.stringify(specifier)} has not been loaded`);
    }
    return module;
  }

  exports(specifier: string): string[] {
    return Object.keys(this.get(specifier));
  }

  /**
   * The URL of a module that re-exports a loaded built-in module.
   *
   * @param holderUrl the URL of a module whose export `value` has {@link get} as `builtin()`.
   */
  url(specifier: string, holderUrl: string): string {
    let url = this.#urls.get(specifier);
    if (url === undefined) {
      const names = this.exports(specifier).map((name) => JSON.stringify(name));
      const list = names.map((name, i) => `v${i} as ${name}`);
      const code = [
        `import { value } from ${JSON.stringify(holderUrl)};`,
        `const module = value.builtin(${JSON.stringify(specifier)});`,
        ...names.map((name, i) => `const v${i} = module[${name}];`),
        `export { ${list.join(", ")} };`,
      ];
      url = moduleUrl(code.join("\n"), specifier);
      this.#urls.set(specifier, url);
    }
    return url;
  }
}
