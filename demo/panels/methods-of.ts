/** What the runtime calls, and nobody else. */
const handlers = new Set([
  "constructor",
  "alarm",
  "fetch",
  "webSocketMessage",
  "webSocketClose",
  "webSocketError",
]);

/**
 * The public methods of a class as its source shows them, to be offered while a call is written. It
 * goes by the way that code is indented: what it misses can be typed all the same.
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
