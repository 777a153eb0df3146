import type { ModuleSource } from "./module-source.ts";

/** The module that an import resolves to: one of the user's, or a built-in one. */
export type ImportTarget =
  | { readonly kind: "module"; readonly name: string }
  | { readonly kind: "builtin"; readonly specifier: string };

export interface ExportsLookup {
  source(name: string): ModuleSource;
  target(specifier: string, from: ModuleSource): ImportTarget;
  builtinExports(specifier: string): readonly string[];
}

/** Every exported name, including those of `export * from`. */
export function exportNames(
  module: ModuleSource,
  lookup: ExportsLookup,
  seen: Set<string> = new Set(),
): Set<string> {
  const names = new Set<string>();
  // `export *` may be circular.
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

export function targetExports(
  target: ImportTarget,
  lookup: ExportsLookup,
  seen?: Set<string>,
): Iterable<string> {
  return target.kind === "builtin"
    ? lookup.builtinExports(target.specifier)
    : exportNames(lookup.source(target.name), lookup, seen);
}
