/** The flags of a regular expression, by bit. */
const FLAGS: readonly (readonly [letter: string, getter: string])[] = [
  ["g", "global"],
  ["i", "ignoreCase"],
  ["m", "multiline"],
  ["y", "sticky"],
  ["u", "unicode"],
  ["s", "dotAll"],
  // Experimental in V8; scripts cannot set it.
  ["l", "linear"],
  ["d", "hasIndices"],
  ["v", "unicodeSets"],
];

const source = getter("source");
const flagGetters = FLAGS.map(([, name]) => getter(name));

/** Source and flags, ignoring getters of subclasses. */
export function regExpParts(regExp: object): { source: string; flags: number } {
  let flags = 0;
  flagGetters.forEach((flag, bit) => {
    if (flag(regExp) === true) flags |= 1 << bit;
  });
  return { source: String(source(regExp)), flags };
}

/**
 * Creates a regular expression.
 *
 * @throws {SyntaxError} if the pattern or flags are invalid
 */
export function makeRegExp(pattern: string, flags: number): RegExp {
  if (flags >= 1 << FLAGS.length) throw new SyntaxError(`unknown flags ${flags}`);
  const letters = FLAGS.filter((_, bit) => (flags & (1 << bit)) !== 0).map(([letter]) => letter);
  return new RegExp(pattern, letters.join(""));
}

function getter(name: string): (regExp: object) => unknown {
  const get = Object.getOwnPropertyDescriptor(RegExp.prototype, name)?.get;
  if (get === undefined) return () => undefined;
  return (regExp) => Reflect.apply(get, regExp, []);
}
