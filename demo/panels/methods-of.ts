/** Handlers that only the runtime calls. */
const handlers = new Set([
  "constructor",
  "alarm",
  "fetch",
  "webSocketMessage",
  "webSocketClose",
  "webSocketError",
]);

/**
 * The public methods of a class, found in its source for suggestions. Relies on indentation; a missed
 * method can still be typed.
 */
export function methodsOf(source: string, className: string): string[] {
  const name = className.replaceAll("$", String.raw`\$`);
  const declaration = new RegExp(String.raw`^([ \t]*)(?:export\s+)?class\s+${name}\b`, "m").exec(
    source,
  );
  if (declaration === null) return [];
  const [, indent = ""] = declaration;
  const rest = source.slice(declaration.index);
  const body = rest.slice(0, new RegExp(`^${indent}}`, "m").exec(rest)?.index);
  const lines = body.split("\n").slice(1);
  const inner = lines.find((line) => line.trim() !== "")?.match(/^\s*/)?.[0] ?? "";
  if (inner.length <= indent.length) return [];
  const method = new RegExp(
    String.raw`^${inner}(?:public\s+)?(?:async\s+)?(?:\*\s*)?([\p{ID_Start}_$][\p{ID_Continue}$]*)\s*(?:<[^>]*>)?\(`,
    "u",
  );
  const found = lines.flatMap((line) => method.exec(line)?.[1] ?? []);
  return [...new Set(found)].filter((one) => !handlers.has(one));
}
