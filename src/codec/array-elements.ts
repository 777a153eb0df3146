/**
 * How V8 stores an array's elements, as far as the encoding shows it.
 *
 * - `"sparse"`: written by key. Arrays with a hole or a hidden element, those that cannot be extended, and those of
 *   numbers and undefined alone (workerd's V8 keeps both in one holey array of doubles).
 * - `"doubles"`: numbers, one of which has to be a double, so that all are.
 * - `"packed"`: all others, written one by one.
 *
 * V8 also remembers an array's past (`new Array(3)` stays holey when it is filled), and writes an
 * array with getters as elements by key. Scripts cannot observe either without running the getters.
 */
export type Elements = "sparse" | "doubles" | "packed";

/** @param keys the array's own enumerable keys: elements come first, and few arrays have others. */
export function elementsOf(
  array: readonly unknown[],
  keys: readonly string[],
  isInteger: (value: number) => boolean,
): Elements {
  if (!Object.isExtensible(array) || elementCount(keys) !== array.length) return "sparse";
  let numbers = true;
  let doubles = false;
  let undefinedToo = false;
  for (let i = 0; i < array.length; i++) {
    const value = array[i];
    if (typeof value === "number") doubles ||= !isInteger(value);
    else if (value === undefined) undefinedToo = true;
    else numbers = false;
  }
  if (!numbers) return "packed";
  if (undefinedToo) return "sparse";
  return doubles ? "doubles" : "packed";
}

/** The keys of an array that are not elements. */
export function namedKeys(keys: readonly string[]): string[] {
  return keys.slice(elementCount(keys));
}

function elementCount(keys: readonly string[]): number {
  let count = keys.length;
  while (count > 0 && !isArrayIndex(keys[count - 1] ?? "")) count--;
  return count;
}

/** Whether a key is an array index, `"0"` to `"4294967294"`. */
export function isArrayIndex(key: string): boolean {
  const first = key.charCodeAt(0);
  if (!(first >= 0x30 && first <= 0x39) || key.length > 10) return false;
  const index = Number(key) >>> 0;
  return index !== 0xffffffff && String(index) === key;
}
