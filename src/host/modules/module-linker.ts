import { exportNames, targetExports } from "./module-exports.ts";
import type { ExportsLookup, ImportTarget } from "./module-exports.ts";
import { ModuleError, positionAt } from "./module-error.ts";
import { moduleUrl } from "./module-url.ts";
import { fillShell, makeShell } from "./module-shell.ts";
import { freshName, type ModuleSource } from "./module-source.ts";
import { SourceEdits } from "./source-edits.ts";

export interface LinkerOptions extends ExportsLookup {
  /** The URL of a module that exports `value`, an object with the method `import(from, specifier)`. */
  readonly holderUrl: string;
  builtinUrl(specifier: string): string;
}

interface LinkedModule {
  url?: string;
  /** Set when an import closes a circle at this module. */
  shell?: { readonly names: readonly string[]; readonly storeUrl: string; readonly url: string };
}

/**
 * Turns modules into `blob:` URLs, with their imports rewritten to URLs. Modules are linked in the
 * order in which the browser runs them. Where a circle closes, the importer gets a shell
 * (`module-shell.ts`).
 */
export class ModuleLinker {
  readonly #options: LinkerOptions;
  readonly #linked = new Map<string, LinkedModule>();

  constructor(options: LinkerOptions) {
    this.#options = options;
  }

  /**
   * The module's URL. Every module that it imports, directly or indirectly, must have been read.
   *
   * @throws {ModuleError} for an unknown specifier.
   */
  link(name: string): string {
    const known = this.#linked.get(name);
    if (known?.url !== undefined) return known.url;
    const linked: LinkedModule = {};
    this.#linked.set(name, linked);
    try {
      const module = this.#options.source(name);
      linked.url = moduleUrl(this.#write(module, linked), name);
      return linked.url;
    } finally {
      if (linked.url === undefined) this.#linked.delete(name);
    }
  }

  /** The name of the module with this URL. */
  nameOf(url: string): string | undefined {
    for (const [name, { url: its, shell }] of this.#linked) {
      if (its === url || shell?.url === url) return name;
    }
    return undefined;
  }

  #write(module: ModuleSource, linked: LinkedModule): string {
    const { code } = module;
    const edits = new SourceEdits();
    const prefix = freshName("$tabd_", code);
    const targets = module.imports.map((item) => {
      if (item.type !== "static" && item.type !== "reexport-star") return undefined;
      if (item.phase !== null) {
        throw new ModuleError(
          `import ${item.phase} is not implemented in tabd yet\n  at ${module.name}`,
          { module: module.name, position: positionAt(code, item.importStart) },
        );
      }
      const url = this.#targetUrl(this.#options.target(item.specifier, module));
      edits.replace(item.start - 1, item.end + 1, JSON.stringify(url));
      // No attributes (`with { type: "json" }`): every URL is JavaScript.
      if (item.attributes !== null) edits.replace(item.end + 1, item.importEnd, "");
      return url;
    });

    const importHost = (name: string): string =>
      `import { value as ${name} } from ${JSON.stringify(this.#options.holderUrl)};`;
    let head = module.provider === undefined ? "" : importHost(module.provider);
    let hasHost = false;
    let hasMeta = false;
    for (const item of module.imports) {
      if (item.type === "import-meta") {
        // workerd's has no `url`; the browser's would be a `blob:` URL.
        if (!hasMeta) head += `const ${prefix}meta = { __proto__: null };`;
        hasMeta = true;
        edits.replace(item.start, item.end, `${prefix}meta`);
      }
      if (item.type !== "dynamic") continue;
      if (!hasHost) head += importHost(`${prefix}host`);
      hasHost = true;
      const from = JSON.stringify(module.name);
      edits.replace(item.importStart, item.dynamicStart + 1, `${prefix}host.import(${from}, `);
    }

    if (linked.shell !== undefined) {
      const namespaces = new Set<number>();
      const fill = fillShell(module, {
        ...linked.shell,
        edits,
        prefix,
        imported: (index) => {
          namespaces.add(index);
          return `${prefix}ns${index}`;
        },
        starSource: (name) =>
          module.exports
            .filter((item) => item.type === "reexport-all")
            .find((item) => this.#exports(item.from, module).has(name))?.importIndex,
      });
      for (const index of namespaces) {
        head += `import * as ${prefix}ns${index} from ${JSON.stringify(targets[index])};`;
      }
      head += fill;
    }
    return head + edits.applyTo(code);
  }

  #targetUrl(target: ImportTarget): string {
    if (target.kind === "builtin") return this.#options.builtinUrl(target.specifier);
    const linked = this.#linked.get(target.name);
    // Begun but not linked: the circle closes here.
    return linked !== undefined && linked.url === undefined
      ? this.#shellUrl(target.name, linked)
      : this.link(target.name);
  }

  #shellUrl(name: string, linked: LinkedModule): string {
    if (linked.shell === undefined) {
      const names = [...exportNames(this.#options.source(name), this.#options)];
      const shell = makeShell(names);
      const storeUrl = moduleUrl(shell.store, `${name}?variables`);
      linked.shell = { names, storeUrl, url: moduleUrl(shell.facade(storeUrl), `${name}?shell`) };
    }
    return linked.shell.url;
  }

  #exports(specifier: string, from: ModuleSource): Set<string> {
    return new Set(targetExports(this.#options.target(specifier, from), this.#options));
  }
}
