import { expect, test } from "vitest";

import { consoleText } from "../../../../src/host/globals/console-text.ts";

class Point {
  x = 1;
  get secret(): never {
    throw new Error("a getter was called");
  }
}
const circle: Record<string, unknown> = { name: "o" };
circle["self"] = circle;
test.each<[unknown[], string]>([
  [[], ""],
  [["a", 1, true, null, undefined], "a 1 true null undefined"],
  [["", "b"], " b"],
  [[-0, 5n, Symbol("s"), NaN], "-0 5n Symbol(s) NaN"],
  [[1, "%s"], "1 %s"],
  [["%s is %d", "x", 4.7, "rest"], "x is 4 rest"],
  [["%f %i %% %s"], "%f %i % %s"],
  [["%c styled%c", "color: red", ""], " styled"],
  [["%o", { a: 1 }], "{ a: 1 }"],
  [["%d", Symbol("no")], "NaN"],
  [[{ a: "s", "b c": [1, "x"], d: {} }], `{ a: "s", "b c": [1, "x"], d: {} }`],
  [[{ a: { b: { c: { d: 1 } } } }], "{ a: { b: { c: [Object] } } }"],
  [[new Map<unknown, unknown>([["k", new Set([1])]])], `Map(1) { "k" => Set(1) { 1 } }`],
  [[new Uint8Array([1, 2])], "Uint8Array(2) [1, 2]"],
  [[new ArrayBuffer(3)], "ArrayBuffer { byteLength: 3 }"],
  [[new Date(0), new Date(NaN), /a/g], "1970-01-01T00:00:00.000Z Invalid Date /a/g"],
  [[new Point()], "Point { x: 1 }"],
  [[Object.defineProperty({}, "g", { enumerable: true, get: () => 1 })], "{ g: [Getter] }"],
  [[Object.create(null)], "[Object: null prototype] {}"],
  [[circle], `{ name: "o", self: [Circular] }`],
  [[new URLSearchParams("a=1")], `URLSearchParams(1) { "a" => "1" }`],
  [[{ h: new Headers({ a: "1" }) }], `{ h: Headers(1) { "a" => "1" } }`],
  [[new Blob(["ab"], { type: "text/plain" })], `Blob { size: 2, type: "text/plain" }`],
  [[new TextDecoder()], `TextDecoder { encoding: "utf-8", fatal: false, ignoreBOM: false }`],
  [
    [Object.defineProperty(new TextEncoder(), "encoding", { get: () => "x" })],
    `TextEncoder { encoding: "utf-8" }`,
  ],
  [[() => 1, Point], "[Function] [Function]"],
])("%o is shown as %s", (args, text) => {
  expect(consoleText(args)).toBe(text);
});

test("a value that throws when inspected is shown without its content", () => {
  const refuse = (): never => {
    throw new Error("no");
  };
  expect(consoleText([1, new Proxy({}, { getPrototypeOf: refuse, ownKeys: refuse })])).toBe(
    "1 [Object]",
  );
  expect(consoleText(["%d %f %s", { valueOf: refuse }, { valueOf: refuse }, "s"])).toBe(
    "NaN NaN s",
  );
});

test("an error is shown with its stack", () => {
  expect(consoleText(["it failed:", new TypeError("why")])).toMatch(
    /^it failed: TypeError: why\n {4}at /,
  );
});

test("a long list is cut", () => {
  const text = consoleText([Array.from({ length: 1000 }, () => 1)]);
  expect(text).toMatch(/, … 900 more\]$/);
});
