import { type AsyncFrame, currentFrame, enterFrame } from "../../actor/async-frame.ts";
import { checkModule, type CheckedModule } from "../../config/module-content.ts";
import { Builtins, type LazyBuiltins } from "./builtins.ts";
import type { ImportTarget } from "./module-exports.ts";
import { ModuleError, positionAt } from "./module-error.ts";
import { explainFailure } from "./module-failure.ts";
import { ModuleLinker } from "./module-linker.ts";
import { importModule, moduleUrl } from "./module-url.ts";
import { candidateNames, moduleName } from "./module-names.ts";
import { readModule } from "./module-source.ts";
import type { ModuleSource } from "./module-source.ts";
import type { ModuleNamespace } from "./module-namespace.ts";
import { ProvidedModules } from "./provided-modules.ts";

export interface ModuleLoaderOptions {
  /** The user's modules by path. The first is the main module. */
  readonly modules: Readonly<Record<string, string | CheckedModule>>;
  /** Built-in modules by specifier: `cloudflare:workers`. */
  readonly builtins: Readonly<Record<string, object>>;
  /** Built-in modules that are loaded at their first import: `node:assert`. */
  readonly lazyBuiltins?: LazyBuiltins;
  /** The next step to name in the error for an unknown specifier. */
  readonly advice?: (specifier: string) => string | undefined;
}

/** The host's functions that generated code calls. */
interface HostValue {
  builtin(specifier: string): object;
  import(from: string, specifier: unknown): Promise<ModuleNamespace>;
  value(name: string): unknown;
  imported(key: string, namespace: ModuleNamespace): void;
  capture(): AsyncFrame;
  resume<T>(frame: AsyncFrame, value?: T): T | undefined;
}

/**
 * Loads modules from text. Each becomes a `blob:` URL whose imports are the URLs of the others.
 * Supports `import()`, circular imports, `export *` and top-level `await`. Reads only modules that
 * are imported.
 */
export class ModuleLoader {
  readonly #contents = new Map<string, CheckedModule>();
  readonly #main: string;
  readonly #builtins: Builtins;
  readonly #provided: ProvidedModules;
  readonly #advice: ModuleLoaderOptions["advice"];
  readonly #followsAwaits: boolean;
  readonly #sources = new Map<string, Promise<ModuleSource>>();
  readonly #read = new Map<string, ModuleSource>();
  #holding: Promise<string> | undefined;
  #linker: Promise<ModuleLinker> | undefined;

  /** @throws {ModuleError} when two modules have the same name, or there are no modules. */
  constructor(options: ModuleLoaderOptions) {
    this.#builtins = new Builtins(options.builtins, options.lazyBuiltins);
    this.#advice = options.advice;
    this.#provided = new ProvidedModules({
      content: (name) => this.#contents.get(name),
      target: (specifier, from) => this.#target(specifier, { name: from }),
      import: (from, specifier) => this.#importDynamic(from, specifier),
    });
    for (const [key, content] of Object.entries(options.modules)) {
      const name = moduleName(key);
      if (this.#contents.has(name)) {
        throw new ModuleError(`modules has two modules with the name ${quote(name)}`, {
          module: name,
        });
      }
      const checked = typeof content === "string" ? checkModule(key, content, key) : content;
      this.#contents.set(name, checked);
    }
    this.#followsAwaits = [...this.#contents.values()].some(usesFrames);
    const [main] = this.#contents.keys();
    if (main === undefined) throw new ModuleError("modules is empty", { module: "" });
    this.#main = main;
  }

  /**
   * Runs the main module.
   *
   * @throws {ModuleError} when a module cannot be read, found or linked. An exception of a module
   *   itself is rethrown.
   */
  loadMain(): Promise<ModuleNamespace> {
    return this.#load(this.#main);
  }

  async #load(name: string): Promise<ModuleNamespace> {
    this.#linker ??= this.#makeLinker();
    const linker = await this.#linker;
    const reached = await this.#readAll(name);
    const url = linker.link(name);
    try {
      return (await importModule(url)) as ModuleNamespace;
    } catch (error) {
      throw await explainFailure(error, reached, {
        source: (wanted) => this.#source(wanted),
        target: (specifier, from) => this.#target(specifier, from),
        builtinExports: (specifier) => this.#builtins.exports(specifier),
      });
    }
  }

  /** Reads a module and everything it imports, in no particular order. */
  async #readAll(name: string): Promise<ModuleSource[]> {
    const reached = new Map<string, ModuleSource>();
    const visit = async (next: string): Promise<void> => {
      const source = await this.#readOnce(next);
      if (reached.has(next)) return;
      reached.set(next, source);
      const targets = source.imports.flatMap((item) =>
        item.type === "static" || item.type === "reexport-star"
          ? [this.#target(item.specifier, source, item.start)]
          : [],
      );
      await Promise.all(
        targets.map((target) =>
          target.kind === "module" ? visit(target.name) : this.#builtins.load(target.specifier),
        ),
      );
    };
    await visit(name);
    return [...reached.values()];
  }

  #readOnce(name: string): Promise<ModuleSource> {
    let source = this.#sources.get(name);
    if (source === undefined) {
      const content = this.#contents.get(name);
      if (content === undefined) throw new Error(`there is no module ${quote(name)}`);
      source = readModule(name, content, {
        required: this.#provided.requiredBy(name),
        followAwaits: this.#followsAwaits,
      }).then((read) => {
        this.#read.set(name, read);
        return read;
      });
      this.#sources.set(name, source);
    }
    return source;
  }

  #source(name: string): ModuleSource {
    const source = this.#read.get(name);
    if (source === undefined) throw new Error(`module ${quote(name)} has not been read`);
    return source;
  }

  /** @param at the specifier's position in the importing module */
  #target(
    specifier: string,
    from: { readonly name: string; readonly code?: string },
    at?: number,
  ): ImportTarget {
    if (this.#builtins.comesFirst(specifier)) return { kind: "builtin", specifier };
    const name = candidateNames(specifier, from.name).find((one) => this.#contents.has(one));
    if (name !== undefined) return { kind: "module", name };
    if (this.#builtins.has(specifier)) return { kind: "builtin", specifier };
    const position = at === undefined ? undefined : positionAt(from.code ?? "", at);
    throw this.#noSuchModule(specifier, from.name, position);
  }

  #noSuchModule(
    specifier: string,
    from: string,
    position: { line: number } | undefined,
  ): ModuleError {
    const [wanted = specifier] = candidateNames(specifier, from);
    const where = position === undefined ? "" : `, line ${position.line}`;
    const isRelative = wanted !== specifier;
    const near = candidateNames(`./${specifier}`, from).find((one) => this.#contents.has(one));
    const entries = [...this.#contents.keys()].map(quote).join(", ");
    const advice =
      !isRelative && near !== undefined
        ? `Write "./${specifier}" for the module ${quote(near)}.`
        : (this.#advice?.(specifier) ?? `Add it to \`modules\`, which has ${entries}.`);
    return new ModuleError(
      `No such module ${quote(wanted)}.\n  imported from ${quote(from)}${where}\n${advice}`,
      { module: from, position, name: "Error" },
    );
  }

  /** `import()` in module `from`. */
  async #importDynamic(from: string, specifier: unknown): Promise<ModuleNamespace> {
    const target = this.#target(String(specifier), { name: from });
    if (target.kind === "module") return this.#load(target.name);
    await this.#builtins.load(target.specifier);
    const url = this.#builtins.url(target.specifier, await this.#holder());
    return (await importModule(url)) as ModuleNamespace;
  }

  /**
   * The URL of the module through which generated code reaches the host's functions. Only generated
   * code knows its URL, and its value is set before user code runs: so user code cannot replace
   * these functions, as it could replace a global.
   */
  #holder(): Promise<string> {
    this.#holding ??= this.#makeHolder();
    return this.#holding;
  }

  async #makeHolder(): Promise<string> {
    const holderUrl = moduleUrl(
      "export let value; export const provide = (given) => { value = given; };",
      "tabd:host",
    );
    const holder = (await importModule(holderUrl)) as {
      provide(value: HostValue): void;
    };
    holder.provide({
      builtin: (specifier) => this.#builtins.get(specifier),
      import: (from, specifier) => this.#importDynamic(from, specifier),
      value: (name) => this.#provided.value(name),
      imported: (key, namespace) => this.#provided.imported(key, namespace),
      capture: currentFrame,
      resume: (frame, value) => {
        enterFrame(frame);
        return value;
      },
    });
    return holderUrl;
  }

  async #makeLinker(): Promise<ModuleLinker> {
    const holderUrl = await this.#holder();
    return new ModuleLinker({
      holderUrl,
      source: (name) => this.#source(name),
      target: (specifier, from) => this.#target(specifier, from),
      builtinExports: (specifier) => this.#builtins.exports(specifier),
      builtinUrl: (specifier) => this.#builtins.url(specifier, holderUrl),
    });
  }
}

/** Whether a module may use `AsyncLocalStorage` or `withEnv()`: only then are `await`s rewritten. */
function usesFrames(content: CheckedModule): boolean {
  const names = /\basync_hooks\b|\bwith(?:Env|Exports|EnvAndExports)\b/;
  return "text" in content && names.test(content.text);
}

function quote(text: string): string {
  return JSON.stringify(text);
}
