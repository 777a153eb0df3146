import { describe, expect, test } from "vitest";
import { treeMove } from "../../../../demo/values/tree-keys.ts";
import { valueLook } from "../../../../demo/values/value-look.ts";
import { rootPath, valueRows } from "../../../../demo/values/value-rows.ts";

/** The rows as text: indented, with a mark for rows that open. */
function shown(value: unknown, open: readonly string[] = [rootPath], label = ""): string[] {
  return valueRows(value, new Set(open), label).map((row) => {
    const mark = { true: "▾", false: "▸", undefined: " " }[String(row.open)];
    const name = row.label === "" ? "" : `${row.label}: `;
    return `${"  ".repeat(row.level - 1)}${mark} ${name}${row.text}`;
  });
}

describe("a value in one line", () => {
  test.each<[unknown, string]>([
    ["a\n'b'", `"a\\n'b'"`],
    [-0, "-0"],
    [12n, "12n"],
    [undefined, "undefined"],
    [null, "null"],
    [true, "true"],
    [Symbol("s"), "Symbol(s)"],
    [new Date(0), "1970-01-01T00:00:00.000Z"],
    [new Date(Number.NaN), "Invalid Date"],
    [/a+/gi, "/a+/gi"],
    [[], "Array(0) []"],
    [[1, "a", [2, 3], { b: 1 }, {}], 'Array(5) [1, "a", Array(2), {…}, {}]'],
    [[1, , 3], "Array(3) [1, empty, 3]"],
    [{}, "{}"],
    [{ a: 1, "b-c": new Map([[1, 2]]), d: new Error("no") }, '{ a: 1, "b-c": Map(1), d: Error }'],
    [Object.create(null), "{}"],
    [new Map<unknown, unknown>([["a", 1]]), 'Map(1) { "a" → 1 }'],
    [new Set(["a", 1n]), 'Set(2) { "a", 1n }'],
    [new TypeError("as told"), "TypeError: as told"],
    [new Error(), "Error"],
    [new Uint8Array([104, 105]), "Uint8Array(2) [104, 105]"],
    [new Float64Array([0.5]), "Float64Array(1) [0.5]"],
    [new ArrayBuffer(3), "ArrayBuffer(3) [0, 0, 0]"],
    [new DataView(new ArrayBuffer(2), 1), "DataView(1) [0]"],
    [Object(5n), "BigInt(5n)"],
    [Object("a"), 'String("a")'],
    [(): number => 1, "function"],
    [new URL("http://a/"), "URL"],
  ])("%o", (value, text) => {
    expect(valueLook(value).text).toBe(text);
  });

  test("a preview has a limited length", () => {
    const { text } = valueLook({ text: "x".repeat(100), list: Array.from({ length: 1000 }) });
    expect(text).toBe(`{ text: "${"x".repeat(32)}"…, list: Array(1,000) }`);
    const wide = valueLook(Array.from({ length: 1000 }, (_, index) => index));
    expect(wide.text).toMatch(/^Array\(1,000\) \[0, 1, 2, [\d, ]+, …\]$/);
    expect(wide.text.length).toBeLessThan(120);
  });

  test("a stub is named, and none of its members is read", () => {
    const asked: unknown[] = [];
    const stub = new Proxy(() => undefined, {
      get: (_, name) => {
        if (name === Symbol.toStringTag) return "JsRpcStub";
        asked.push(name);
        return undefined;
      },
    });
    expect(valueLook(stub).text).toBe("RpcStub: a reference to something in the host");
    expect(asked).toEqual([]);
  });
});

describe("a value as a tree", () => {
  test("shows the parts of open rows", () => {
    const value = { name: "tea", tags: ["a", "b"], at: new Map([[{ x: 1 }, "y"]]) };
    expect(shown(value, [rootPath, "/tags", "/at", "/at/0"])).toEqual([
      '▾ { name: "tea", tags: Array(2), at: Map(1) }',
      '    name: "tea"',
      '  ▾ tags: Array(2) ["a", "b"]',
      '      0: "a"',
      '      1: "b"',
      '  ▾ at: Map(1) { {…} → "y" }',
      '    ▾ 0: { key: {…}, value: "y" }',
      "      ▸ key: { x: 1 }",
      '        value: "y"',
    ]);
  });

  test("is one row for a simple value", () => {
    expect(shown(5, [rootPath], "result")).toEqual(["  result: 5"]);
    expect(shown([], [rootPath])).toEqual(["  Array(0) []"]);
  });

  test("ends at a cycle, and shows an object twice that occurs twice", () => {
    const shared = { a: 1 };
    const value: Record<string, unknown> = { one: shared, two: shared };
    value["self"] = value;
    value["list"] = [value];
    expect(shown(value, [rootPath, "/list"]).slice(1)).toEqual([
      "  ▸ one: { a: 1 }",
      "  ▸ two: { a: 1 }",
      "    self: circular: the object itself",
      "  ▾ list: Array(1) [{…}]",
      "      0: circular: the object 2 levels up",
    ]);
  });

  test("shows an error's own properties, then message, stack and cause", () => {
    const error = Object.assign(new Error("no", { cause: new RangeError("far") }), {
      retryable: true,
    });
    error.stack = "Error: no\n  at x";
    expect(shown(error)).toEqual([
      "▾ Error: no",
      "    retryable: true",
      '    message: "no"',
      '    stack: "Error: no\\n  at x"',
      "  ▸ cause: RangeError: far",
    ]);
  });

  test("groups many parts in ranges, and very many in nested ranges", () => {
    const value = Array.from({ length: 25_050 }, (_, index) => index);
    const ranges = shown(value).slice(1);
    expect(ranges).toEqual(["  ▸ 0 … 9999: ", "  ▸ 10000 … 19999: ", "  ▸ 20000 … 25049: "]);
    const last = ["/20000 … 25049", "/20000 … 25049/25000 … 25049"];
    const rows = shown(value, [rootPath, ...last]);
    expect(rows).toHaveLength(1 + 3 + 51 + 50);
    expect(rows.at(-1)).toBe("        25049: 25049");
  });

  test("shows bytes in rows, in hex and as text", () => {
    const bytes = new TextEncoder().encode("hello\nworld");
    expect(shown(bytes).slice(1)).toEqual([
      "    0000: 68 65 6c 6c 6f 0a 77 6f  hello·wo",
      "    0008: 72 6c 64                 rld",
    ]);
  });

  test("cuts a long string until it is opened", () => {
    const text = "x".repeat(1000);
    const [row] = valueRows(text, new Set());
    expect(row).toMatchObject({ open: false, whole: text });
    expect(row?.text).toBe(`"${"x".repeat(100)}"… 1,000 characters`);
  });

  test("gives a map's keys with the same preview different paths", () => {
    const long = "k".repeat(40);
    const map = new Map([
      [`${long}1`, [1]],
      [`${long}2`, [2]],
    ]);
    const paths = valueRows(map, new Set([rootPath])).map(({ path }) => path);
    expect(new Set(paths).size).toBe(3);
  });

  test("gives each row its level, its position and the number of siblings", () => {
    const rows = valueRows([1, [2]], new Set([rootPath, "/1"]));
    expect(rows.map(({ level, position, siblings }) => [level, position, siblings])).toEqual([
      [1, 1, 1],
      [2, 1, 2],
      [2, 2, 2],
      [3, 1, 1],
    ]);
  });
});

describe("keys in the tree", () => {
  const value = { a: [1, 2], b: { c: 3 } };
  const rows = valueRows(value, new Set([rootPath, "/a"]));

  test.each([
    ["", "ArrowDown", { focus: "/a" }],
    ["", "ArrowUp", {}],
    ["", "ArrowLeft", { toggle: "" }],
    ["", "ArrowRight", { focus: "/a" }],
    ["/a/1", "ArrowDown", { focus: "/b" }],
    ["/a/1", "ArrowLeft", { focus: "/a" }],
    ["/a/1", "ArrowRight", {}],
    ["/a/1", "Enter", {}],
    ["/b", "ArrowRight", { toggle: "/b" }],
    ["/b", "ArrowDown", {}],
    ["/b", " ", { toggle: "/b" }],
    ["/b", "Home", { focus: "" }],
    ["", "End", { focus: "/b" }],
    ["", "x", undefined],
    ["/gone", "End", undefined],
  ])("at %j %s", (active, key, move) => {
    expect(treeMove(rows, active, key)).toEqual(move);
  });
});
