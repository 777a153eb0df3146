import type { ImportTarget } from "./module-exports.ts";
import { ModuleError, positionAt } from "./module-error.ts";
import { explainFailure } from "./module-failure.ts";
import { ModuleLinker, moduleUrl } from "./module-linker.ts";
import { candidateNames, moduleName } from "./module-names.ts";
import { readModule } from "./module-source.ts";
import type { ModuleSource } from "./module-source.ts";

export interface ModuleLoaderOptions {
  /** The user's modules: path to text. The first is the main module. */
  readonly modules: Readonly<Record<string, string>>;
  /** Modules of the host itself, by specifier: `cloudflare:workers`. */
  readonly builtins: Readonly<Record<string, object>>;
}

/** What a loaded module exports. */
export type ModuleNamespace = Readonly<Record<string, unknown>>;

/** What generated code is given of the host, over a module that no one else can import. */
interface HostValue {
  readonly builtins: Readonly<Record<string, object>>;
  import(from: string, specifier: unknown): Promise<ModuleNamespace>;
}

/**
 * Loads modules that are given as text: each becomes a `blob:` URL whose imports are the URLs of
 * the others. Everything that ES modules can do is there: `import()`, circles, `export *`,
 * top-level `await`. Only what is imported is read.
 */
export class ModuleLoader {
  readonly #texts = new Map<string, string>();
  readonly #main: string;
  readonly #builtins: Readonly<Record<string, object>>;
  readonly #sources = new Map<string, Promise<ModuleSource>>();
  readonly #read = new Map<string, ModuleSource>();
  readonly #builtinUrls = new Map<string, string>();
  #linker: Promise<ModuleLinker> | undefined;

  /** @throws {ModuleError} when two of the modules have the same name, or there is none. */
  constructor(options: ModuleLoaderOptions) {
    this.#builtins = options.builtins;
    for (const [key, text] of Object.entries(options.modules)) {
      const name = moduleName(key);
      if (this.#texts.has(name)) {
        throw new ModuleError(`modules has two modules that are both called ${quote(name)}`, {
          module: name,
        });
      }
      this.#texts.set(name, text);
    }
    const [main] = this.#texts.keys();
    if (main === undefined) throw new ModuleError("modules is empty", { module: "" });
    this.#main = main;
  }

  /**
   * Runs the main module.
   *
   * @throws {ModuleError} when a module cannot be read, found or linked; whatever a module throws
   *   when it runs.
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
      return (await import(/* @vite-ignore */ url)) as ModuleNamespace;
    } catch (error) {
      throw await explainFailure(error, reached, {
        source: (wanted) => this.#source(wanted),
        target: (specifier, from) => this.#target(specifier, from),
        builtinExports: (specifier) => this.#builtinExports(specifier),
      });
    }
  }

  /** Reads a module and all that it imports, in no particular order. */
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
        targets.map((target) => (target.kind === "module" ? visit(target.name) : undefined)),
      );
    };
    await visit(name);
    return [...reached.values()];
  }

  #readOnce(name: string): Promise<ModuleSource> {
    let source = this.#sources.get(name);
    if (source === undefined) {
      source = readModule(name, this.#texts.get(name) ?? "").then((read) => {
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

  /** @param at where the specifier is in the importing module */
  #target(specifier: string, from: ModuleSource, at?: number): ImportTarget {
    if (Object.hasOwn(this.#builtins, specifier)) return { kind: "builtin", specifier };
    const name = candidateNames(specifier, from.name).find((one) => this.#texts.has(one));
    if (name !== undefined) return { kind: "module", name };
    const position = at === undefined ? undefined : positionAt(from.code, at);
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
    const near = candidateNames(`./${specifier}`, from).find((one) => this.#texts.has(one));
    const advice =
      !isRelative && near !== undefined
        ? `Write "./${specifier}" for the module ${quote(near)}.`
        : `Give it as one more entry of \`modules\`; there are ${[...this.#texts.keys()].map(quote).join(", ")}.`;
    return new ModuleError(
      `No such module ${quote(wanted)}.\n  imported from ${quote(from)}${where}\n${advice}`,
      { module: from, position },
    );
  }

  /** `import()` in module `from`. */
  async #importDynamic(from: string, specifier: unknown): Promise<ModuleNamespace> {
    const target = this.#target(String(specifier), this.#source(from));
    return target.kind === "module"
      ? this.#load(target.name)
      : ((await import(/* @vite-ignore */ this.#builtinUrl(target.specifier))) as ModuleNamespace);
  }

  #builtinExports(specifier: string): string[] {
    return Object.keys(this.#builtins[specifier] ?? {});
  }

  /**
   * The generated modules get at the host's objects through one module that holds them. It is
   * given its value before any code of the user's runs, and only generated code knows its URL, so
   * the user's code can neither forge what others import nor find a global that it could replace.
   */
  async #makeLinker(): Promise<ModuleLinker> {
    const holderUrl = moduleUrl(
      "export let value; export const provide = (given) => { value = given; };",
      "tabd:host",
    );
    const holder = (await import(/* @vite-ignore */ holderUrl)) as {
      provide(value: HostValue): void;
    };
    holder.provide({
      builtins: this.#builtins,
      import: (from, specifier) => this.#importDynamic(from, specifier),
    });
    for (const specifier of Object.keys(this.#builtins)) {
      const names = this.#builtinExports(specifier).map((name) => JSON.stringify(name));
      const values = names.map((name, i) => `const v${i} = module[${name}];`);
      const list = names.map((name, i) => `v${i} as ${name}`);
      const code = [
        `import { value } from ${JSON.stringify(holderUrl)};`,
        `const module = value.builtins[${JSON.stringify(specifier)}];`,
        ...values,
        `export { ${list.join(", ")} };`,
      ];
      this.#builtinUrls.set(specifier, moduleUrl(code.join("\n"), specifier));
    }
    return new ModuleLinker({
      holderUrl,
      source: (name) => this.#source(name),
      target: (specifier, from) => this.#target(specifier, from),
      builtinExports: (specifier) => this.#builtinExports(specifier),
      builtinUrl: (specifier) => this.#builtinUrl(specifier),
    });
  }

  #builtinUrl(specifier: string): string {
    const url = this.#builtinUrls.get(specifier);
    if (url === undefined) throw new Error(`module ${quote(specifier)} has no URL`);
    return url;
  }
}

function quote(text: string): string {
  return JSON.stringify(text);
}
