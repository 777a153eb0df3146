import type { ModuleSource } from "./module-source.ts";

/** What an import leads to: one of the user's modules, or one of the host's own by its name. */
export type ImportTarget =
  | { readonly kind: "module"; readonly name: string }
  | { readonly kind: "builtin"; readonly specifier: string };

/** Finds what modules export. */
export interface ExportsLookup {
  source(name: string): ModuleSource;
  target(specifier: string, from: ModuleSource): ImportTarget;
  builtinExports(specifier: string): readonly string[];
}

/** Every name that a module exports, those of `export * from` included, each once. */
export function exportNames(
  module: ModuleSource,
  lookup: ExportsLookup,
  seen: Set<string> = new Set(),
): Set<string> {
  const names = new Set<string>();
  // `export *` may go in a circle.
  if (seen.has(module.name)) return names;
  seen.add(module.name);
  for (const item of module.exports) {
    if (item.type !== "reexport-all") {
      names.add(item.name);
      continue;
    }
    for (const name of targetExports(lookup.target(item.from, module), lookup, seen)) {
      if (name !== "default") names.add(name);
    }
  }
  return names;
}

/** Every name that the target of an import exports. */
export function targetExports(
  target: ImportTarget,
  lookup: ExportsLookup,
  seen?: Set<string>,
): Iterable<string> {
  return target.kind === "builtin"
    ? lookup.builtinExports(target.specifier)
    : exportNames(lookup.source(target.name), lookup, seen);
}
