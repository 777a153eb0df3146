import type { CheckedModule } from "../../config/module-content.ts";
import { type CommonJsFunction, commonJsFunction, requiredSpecifiers } from "./common-js.ts";
import type { ImportTarget } from "./module-exports.ts";
import { ModuleError } from "./module-error.ts";
import type { ModuleNamespace } from "./module-namespace.ts";
import { withoutHashbang } from "./module-source.ts";

export interface ProvidedModulesOptions {
  content(name: string): CheckedModule | undefined;
  /** @throws {ModuleError} when no module has this specifier. */
  target(specifier: string, from: string): ImportTarget;
  /** `import()` in a module. */
  import(from: string, specifier: unknown): Promise<ModuleNamespace>;
}

/**
 * Modules that are not ES modules (CommonJS, JSON, text, data, wasm), and `require()`.
 *
 * `require()` is synchronous and loading an ES module is not. So the ES modules that a CommonJS
 * module requires by a literal run before it.
 */
export class ProvidedModules {
  readonly #options: ProvidedModulesOptions;
  /** By name: CommonJS modules that have started, other modules after their first use. */
  readonly #values = new Map<string, { exports: unknown }>();
  /** ES modules and built-in modules that ran for a `require()`, by {@link keyOf}. */
  readonly #namespaces = new Map<string, ModuleNamespace>();

  constructor(options: ProvidedModulesOptions) {
    this.#options = options;
  }

  /** The specifiers of the modules that must run before this CommonJS module. */
  requiredBy(name: string): string[] {
    const found = new Set<string>();
    const seen = new Set<string>();
    const visit = (from: string): void => {
      if (seen.has(from)) return;
      seen.add(from);
      const content = this.#options.content(from);
      if (content?.kind !== "commonJsModule") return;
      for (const specifier of requiredSpecifiers(content.text)) {
        const target = this.#tryTarget(specifier, from);
        if (target === undefined) continue;
        if (this.#isEsModule(target)) found.add(keyOf(target));
        else if (target.kind === "module") visit(target.name);
      }
    };
    visit(name);
    return [...found];
  }

  /** Stores the namespace of a module that has run. @param key as {@link requiredBy} returned it. */
  imported(key: string, namespace: ModuleNamespace): void {
    this.#namespaces.set(key, namespace);
  }

  /** A module's default export. The first call runs a CommonJS module. */
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
    // Set before the module runs: in a circle, `require()` returns the exports so far.
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
    if (target.kind === "module" && !this.#isEsModule(target)) return this.value(target.name);
    const namespace = this.#namespaces.get(keyOf(target));
    if (namespace === undefined) {
      throw new ModuleError(
        `require(${JSON.stringify(specifier)}) in ${JSON.stringify(from)}: the module is not a ` +
          "CommonJS module, so it must be loaded first. Pass its name as a string literal, or use import().",
        { module: from },
      );
    }
    return "default" in namespace ? namespace["default"] : namespace;
  }

  /** Whether the browser's module loader runs it. */
  #isEsModule(target: ImportTarget): boolean {
    return target.kind === "builtin" || this.#options.content(target.name)?.kind === "esModule";
  }

  #tryTarget(specifier: string, from: string): ImportTarget | undefined {
    try {
      return this.#options.target(specifier, from);
    } catch {
      // The `require()` call throws if it is reached.
      return undefined;
    }
  }
}

/** A specifier that resolves to the target from every module. */
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
