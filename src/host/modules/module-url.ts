/** Characters of the longest `data:` URL of a module. */
const LONGEST = 2 ** 25;

/** How modules are imported. */
export interface ModuleImports {
  /** Makes a URL for a text. */
  makeUrl(text: string): string;
  load(url: string): Promise<unknown>;
}

let imports: ModuleImports = {
  makeUrl: (text) => URL.createObjectURL(new Blob([text], { type: "text/javascript" })),
  load: (url) => import(/* @vite-ignore */ url),
};

/** An isolated host imports modules in the way that its broker found to work. */
export function useImports(found: ModuleImports): void {
  imports = found;
}

/** Imports a module from its URL. */
export function importModule(url: string): Promise<unknown> {
  return imports.load(url);
}

/**
 * Puts a module's text where it can be imported; stack traces show it as `name`.
 *
 * @throws {Error} if the module, with those that it imports, is too long for a `data:` URL.
 */
export function moduleUrl(code: string, name: string): string {
  const url = imports.makeUrl(`${code}\n//# sourceURL=${encodeURI(name)}\n`);
  if (url.length <= LONGEST) return url;
  throw new Error(
    `The module "${name}" and its imports are too long for this browser, in which an isolated ` +
      "host must nest its modules: bundle them into one file.",
  );
}
