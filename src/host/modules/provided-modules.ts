import type { CheckedModule } from "../../config/module-content.ts";
import { type CommonJsFunction, commonJsFunction, requiredSpecifiers } from "./common-js.ts";
import type { ImportTarget } from "./module-exports.ts";
import { ModuleError } from "./module-error.ts";
import type { ModuleNamespace } from "./module-loader.ts";
import { withoutHashbang } from "./module-source.ts";

export interface ProvidedModulesOptions {
  content(name: string): CheckedModule | undefined;
  /** @throws {ModuleError} for a specifier that leads nowhere. */
  target(specifier: string, from: string): ImportTarget;
  /** `import()` in a module. */
  import(from: string, specifier: unknown): Promise<ModuleNamespace>;
}

/**
 * The modules that are no ES modules: what they are worth to whoever imports or requires them.
 *
 * `require()` cannot wait, and an ES module cannot be run at once: those that a CommonJS module may
 * want by a literal run before it does.
 */
export class ProvidedModules {
  readonly #options: ProvidedModulesOptions;
  /** Of CommonJS modules that have begun, and of everything else once it was asked for. */
  readonly #values = new Map<string, { exports: unknown }>();
  /** The ES modules and built-in ones that have run for a `require()`, by {@link keyOf}. */
  readonly #namespaces = new Map<string, ModuleNamespace>();

  constructor(options: ProvidedModulesOptions) {
    this.#options = options;
  }

  /** Specifiers of all that must have run before a CommonJS module does. */
  requiredBy(name: string): string[] {
    const found = new Set<string>();
    const seen = new Set<string>();
    const visit = (from: string): void => {
      if (seen.has(from)) return;
      seen.add(from);
      const content = this.#options.content(from);
      if (content?.kind !== "commonJsModule") return;
      for (const specifier of requiredSpecifiers(content.text)) {
        const target = this.#targetOrNothing(specifier, from);
        if (target === undefined) continue;
        if (this.#isForeign(target)) found.add(keyOf(target));
        else if (target.kind === "module") visit(target.name);
      }
    };
    visit(name);
    return [...found];
  }

  /** An ES module or a built-in one has run. @param key what {@link requiredBy} said. */
  imported(key: string, namespace: ModuleNamespace): void {
    this.#namespaces.set(key, namespace);
  }

  /** What a module exports by default. Runs a CommonJS module at the first time. */
  value(name: string): unknown {
    const known = this.#values.get(name);
    if (known !== undefined) return known.exports;
    const content = this.#options.content(name);
    if (content === undefined) throw new Error(`there is no module ${JSON.stringify(name)}`);
    if (content.kind === "commonJsModule") return this.#run(name, content.text);
    const value = plainValue(content);
    this.#values.set(name, { exports: value });
    return value;
  }

  #run(name: string, text: string): unknown {
    const run: CommonJsFunction = commonJsFunction(name, withoutHashbang(text));
    const module = { path: name, exports: {} as unknown };
    // Before it runs: whom it requires may require it, and gets what is there by then.
    this.#values.set(name, module);
    try {
      run(module, {
        require: (specifier) => this.#require(String(specifier), name),
        import: (specifier) => this.#options.import(name, specifier),
      });
    } catch (error) {
      this.#values.delete(name);
      throw error;
    }
    return module.exports;
  }

  #require(specifier: string, from: string): unknown {
    const target = this.#options.target(specifier, from);
    if (target.kind === "module" && !this.#isForeign(target)) return this.value(target.name);
    const namespace = this.#namespaces.get(keyOf(target));
    if (namespace === undefined) {
      throw new ModuleError(
        `require(${JSON.stringify(specifier)}) in ${JSON.stringify(from)} comes too late for a ` +
          "module that is no CommonJS module: write its name as a literal, or use import().",
        { module: from },
      );
    }
    return "default" in namespace ? namespace["default"] : namespace;
  }

  /** Whether it runs on the browser's account, and not here. */
  #isForeign(target: ImportTarget): boolean {
    return target.kind === "builtin" || this.#options.content(target.name)?.kind === "esModule";
  }

  #targetOrNothing(specifier: string, from: string): ImportTarget | undefined {
    try {
      return this.#options.target(specifier, from);
    } catch {
      // It fails when it is called, if it ever is.
      return undefined;
    }
  }
}

/** A specifier that leads there from any module. */
function keyOf(target: ImportTarget): string {
  return target.kind === "builtin" ? target.specifier : `/${target.name}`;
}

function plainValue(content: Exclude<CheckedModule, { kind: "commonJsModule" }>): unknown {
  switch (content.kind) {
    case "json":
      return JSON.parse(content.text) as unknown;
    case "text":
    case "esModule":
      return content.text;
    case "data":
      return content.data.slice().buffer;
    case "wasm":
      return new WebAssembly.Module(content.data);
  }
}
