import { describe, expect, test } from "vitest";
import { LiteralError } from "../../../../demo/values/literal-error.ts";
import { literalText } from "../../../../demo/values/literal-text.ts";
import { parseArguments, parseLiteral } from "../../../../demo/values/parse-literal.ts";

/** The message of the error, which names the place. */
function refusal(text: string): string {
  try {
    parseLiteral(text);
  } catch (error) {
    if (error instanceof LiteralError) return error.message;
    throw error;
  }
  throw new Error(`${text} was read`);
}

describe("a literal is read as JavaScript reads it", () => {
  // The table is evaluated here by JavaScript itself, as the second column.
  test.each<[string, unknown]>([
    ["1", 1],
    ["-1.5e3", -1.5e3],
    ["+.5", 0.5],
    ["5.", 5],
    ["1_000_000", 1_000_000],
    ["0xFF", 0xff],
    ["0o17", 0o17],
    ["0b101", 0b101],
    ["-0", -0],
    ["NaN", Number.NaN],
    ["-Infinity", Number.NEGATIVE_INFINITY],
    ["123n", 123n],
    ["-0xffn", -0xffn],
    ["BigInt('9007199254740993')", 9007199254740993n],
    ["BigInt(5)", 5n],
    ["30 * 24 * 60 * 60 * 1000", 2_592_000_000],
    ["2 + 3 * 4 - 10 / 5", 12],
    ["(2 + 3) * 4", 20],
    ["7n / 2n", 3n],
    ["true", true],
    ["false", false],
    ["null", null],
    ["undefined", undefined],
    ["'it\\'s'", "it's"],
    ['"\\n\\t\\x41\\u0042\\u{1f600}\\\\\\0\\q"', "\n\tAB\u{1f600}\\\0q"],
    ["'a\\\nb'", "ab"],
    ["[]", []],
    ["[1, 'a', [true,],]", [1, "a", [true]]],
    ["[1, , 3]", [1, , 3]],
    ["{}", {}],
    ["{ a: 1, 'b c': 2, 3: [4], if: null, $_é: 5, }", { a: 1, "b c": 2, 3: [4], if: null, $_é: 5 }],
    ["new Date(0)", new Date(0)],
    ["new Date('2026-11-24T08:00:00Z')", new Date("2026-11-24T08:00:00Z")],
    ["new Date(2026, 10, 24)", new Date(2026, 10, 24)],
    ["new Date(Date.now() + 5 * 1000)", new Date(1_005_000)],
    ["new Date()", new Date(1_000_000)],
    ["Date.now()", 1_000_000],
    [
      "new Map([['a', 1], [{ b: 2 }, [3]]])",
      new Map<unknown, unknown>([
        ["a", 1],
        [{ b: 2 }, [3]],
      ]),
    ],
    ["new Map()", new Map()],
    ["new Set(['a', 'a', 1n])", new Set<unknown>(["a", 1n])],
    ["/a[/]\\/b/gi", /a[/]\/b/gi],
    ["new RegExp('a+', 'u')", /a+/u],
    ["new Uint8Array([1, 2, 300])", new Uint8Array([1, 2, 44])],
    ["new Uint8Array(3)", new Uint8Array(3)],
    ["new Float64Array([0.5])", new Float64Array([0.5])],
    ["new BigInt64Array([-1n])", new BigInt64Array([-1n])],
    ["new ArrayBuffer(2)", new ArrayBuffer(2)],
    ["new TypeError('no')", new TypeError("no")],
    [" // one\n /* two */ 1 /* three */", 1],
  ])("%s", (text, value) => {
    expect(parseLiteral(text, { now: 1_000_000 })).toStrictEqual(value);
  });

  test("__proto__ is a key like any other", () => {
    const value = parseLiteral("{ __proto__: { a: 1 } }") as object;
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect(Object.entries(value)).toEqual([["__proto__", { a: 1 }]]);
  });
});

describe("arguments are read as in the parentheses of a call", () => {
  test.each<[string, unknown[]]>([
    ["", []],
    ["  // none\n", []],
    ["1", [1]],
    ["'tea', 5000, { loud: true }", ["tea", 5000, { loud: true }]],
    ["undefined, [1, 2],", [undefined, [1, 2]]],
  ])("%j", (text, values) => {
    expect(parseArguments(text)).toStrictEqual(values);
  });

  test.each([
    [",", 'Column 1: expected a value, not ",".'],
    ["1 2", 'Column 3: did not expect "2" here.'],
    ["1, 2)", 'Column 5: did not expect ")" here.'],
  ])("refused: %j", (text, message) => {
    expect(() => parseArguments(text)).toThrow(message);
  });
});

describe("invalid literals are refused with their position", () => {
  test.each([
    ["", "Column 1: expected a value."],
    ["[1, 2", 'Column 6: expected "]" or "," in an array, not the end.'],
    ["[1 2]", 'Column 4: expected "]" or "," in an array, not "2".'],
    ["{ a }", 'Column 5: expected ":" after the key "a", not "}".'],
    ["{ a: 1; b: 2 }", 'Column 7: expected "}" or "," in an object, not ";".'],
    [
      "{\n  a: 1,\n  b: [2, 'x,\n}",
      "Line 3, column 10: the string that begins here has no closing '.",
    ],
    ["{ ...a }", 'Column 3: expected a key, not ".".'],
    ["`a`", "Column 1: template literals are not read here: use quotes."],
    ["010", 'Column 1: "01" does not read as a number.'],
    ["5px", 'Column 1: "5p" does not read as a number.'],
    ["1 + 'a'", 'Column 3: "+" is understood only between two numbers or two bigints.'],
    ["1n / 0n", 'Column 4: "/" is understood only between two numbers or two bigints.'],
    ["-'a'", 'Column 1: "-" must be followed by a number.'],
    ["'\\u12'", 'Column 2: "\\u" begins an escape that does not go on as one.'],
    ["'\\u{110000}'", "Column 2: \\u{110000} is not a Unicode character."],
    ["/a", "Column 1: the regular expression has no end."],
    ["/(/", "Column 1: Invalid regular expression: /(/: Unterminated group."],
    ["1 /* and", "Column 3: the comment that begins here has no end."],
    ["new Date('soon')", 'Column 1: "soon" does not read as a date.'],
    ["Date(0)", "Column 1: Date(…) needs new before it."],
    ["Date.parse('a')", "Column 1: only Date.now() and new Date(…) are supported of Date."],
    ["new BigInt(1)", "Column 1: BigInt(…) is called without new."],
    ["new Map([1])", "Column 1: new Map(…) takes a list of pairs: [[key, value], …]."],
    ["new Set(1)", "Column 1: new Set(…) takes a list: [first, second, …]."],
    ["new Uint8Array(-1)", "Column 1: new Uint8Array(…) takes a length from 0 to 134217728."],
    ["new Map", 'Column 8: expected "(" after Map, not the end.'],
    ["[".repeat(100_000), "Column 201: this is nested too deep."],
    ["-".repeat(100_000), "Column 201: this is nested too deep."],
  ])("%.40j", (text, message) => {
    expect(refusal(text)).toBe(message);
  });

  test.each(["hello", "alert(1)", "new Function('a')", "globalThis", "this", "a.b", "() => 1"])(
    "no code is run: %s",
    (text) => {
      expect(refusal(text)).toMatch(/^Column \d+: (".+" is not known|expected a value)/);
    },
  );

  test("a very long text is read", () => {
    const text = `[${"  {a: 'b'},\n".repeat(100_000)}]`;
    expect(parseLiteral(text)).toHaveLength(100_000);
  });
});

describe("a value as a literal", () => {
  test.each<[unknown, string]>([
    [-0, "-0"],
    [12n, "12n"],
    ["a\nb", '"a\\nb"'],
    [undefined, "undefined"],
    [{ a: 1, "b c": [true, null] }, '{ a: 1, "b c": [true, null] }'],
    [{}, "{}"],
    [
      { list: ["a long text that fills much of the line", "another one that fills the rest"] },
      `{\n  list: [\n    "a long text that fills much of the line",\n    "another one that fills the rest",\n  ],\n}`,
    ],
    [new Date(0), 'new Date("1970-01-01T00:00:00.000Z")'],
    [new Map([["a", new Set([1])]]), 'new Map([["a", new Set([1])]])'],
    [new Uint8Array([1, 2]), "new Uint8Array([1, 2])"],
    [new BigUint64Array([1n]), "new BigUint64Array([1n])"],
    [/a\/b/g, "/a\\/b/g"],
    [Number.NaN, "NaN"],
    [new Date(Number.NaN), "new Date(NaN)"],
  ])("%o", (value, text) => {
    expect(literalText(value)).toBe(text);
    expect(parseLiteral(text)).toStrictEqual(value);
  });

  const cycle: unknown[] = [];
  cycle.push(cycle);
  const twice = {};
  test.each([
    ["a cycle", cycle],
    ["the same object twice", [twice, twice]],
    ["an error", new Error("a")],
    ["a hole", [1, , 3]],
    ["a part of a buffer", new Uint8Array(4).subarray(1)],
    ["a function", (): number => 1],
    ["ten thousand numbers", Array.from({ length: 10_001 }, () => 0)],
  ])("a value without a literal: %s", (_, value) => {
    expect(literalText(value)).toBeUndefined();
  });
});
