import { type Parameter, toText, wrongType } from "./arguments.ts";

/**
 * The first argument of `get()` and `delete()`: a key or an array of keys. Any other value is
 * converted to a string, even `undefined`; only a missing argument is refused.
 */
export function toKeys(args: readonly unknown[], parameter: Parameter): string | string[] {
  if (args.length === 0) throw wrongType(parameter, "string or Array");
  const [keys] = args;
  if (!Array.isArray(keys)) return toText(keys);
  return Array.from(keys, toText);
}

/**
 * Compares keys as SQLite does, by their UTF-8 bytes, hence by code point. `<` compares UTF-16 units
 * and puts astral characters before U+E000.
 */
export function compareKeys(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const unitA = a.charCodeAt(i);
    const unitB = b.charCodeAt(i);
    if (unitA === unitB) continue;
    // If the preceding unit starts a pair on one side only, compare from that unit.
    const paired = i > 0 && isPair(a, i - 1) !== isPair(b, i - 1);
    const at = paired ? i - 1 : i;
    return (a.codePointAt(at) ?? 0) - (b.codePointAt(at) ?? 0);
  }
  return a.length - b.length;
}

function isPair(text: string, at: number): boolean {
  return (text.codePointAt(at) ?? 0) > 0xffff;
}

/** The smallest key after all keys that begin with `prefix`; undefined: there is none. */
export function afterPrefix(prefix: string): string | undefined {
  for (let end = prefix.length; end > 0;) {
    const start = end > 1 && isPair(prefix, end - 2) ? end - 2 : end - 1;
    const last = prefix.codePointAt(start) ?? 0;
    // The last code point has no successor: increment the one before it.
    if (last < 0x10ffff) return prefix.slice(0, start) + String.fromCodePoint(last + 1);
    end = start;
  }
  return undefined;
}
