import { describe, expect, test } from "vitest";

import { toInt32, toOptions, toText, toTime } from "../../../src/api/arguments.ts";

const parameter = { className: "Thing", method: "do", position: 2 };
const notA = (type: string): string =>
  `Failed to execute 'do' on 'Thing': parameter 2 is not of type '${type}'.`;

describe("toText()", () => {
  test.each([
    ["a", "a"],
    [undefined, "undefined"],
    [null, "null"],
    [5n, "5"],
    [{ toString: () => "text", valueOf: (): string => "value" }, "text"],
    [["a", ["b"]], "a,b"],
  ])("%o is %o", (value, text) => {
    expect(toText(value)).toBe(text);
  });

  test("a symbol is refused", () => {
    expect(() => toText(Symbol("a"))).toThrow(
      new TypeError("Cannot convert a Symbol value to a string"),
    );
  });
});

describe("toInt32()", () => {
  test.each([
    [1.9, 1],
    [-0.5, -0],
    [NaN, 0],
    [Infinity, 0],
    ["2", 2],
    ["two", 0],
    [null, 0],
    [true, 1],
    [{}, 0],
    [2 ** 31 - 0.5, 2 ** 31 - 1],
    [-(2 ** 31), -(2 ** 31)],
  ])("%o is %o", (value, number) => {
    expect(toInt32(value)).toBe(number);
  });

  test.each([2 ** 31, -(2 ** 31) - 1, 1e300])("%o is out of range", (value) => {
    expect(() => toInt32(value)).toThrow(
      "Value out of range. Must be between -2147483648 and 2147483647 (inclusive).",
    );
  });

  test.each([
    [1n, "Cannot convert a BigInt value to a number"],
    [Symbol("a"), "Cannot convert a Symbol value to a number"],
  ])("%o is refused", (value, message) => {
    expect(() => toInt32(value)).toThrow(new TypeError(message));
  });
});

describe("toTime()", () => {
  test.each([
    [5.9, 5],
    [-5.9, -5],
    [new Date(7), 7],
    [Object.assign(new Date(7), { valueOf: () => 8, getTime: () => 8 }), 7],
    [9223372036854.7, 9223372036854],
  ])("%o is %o", (value, time) => {
    expect(toTime(value, parameter)).toBe(time);
  });

  test.each([
    [undefined, notA("date")],
    [null, notA("date")],
    ["5", notA("date")],
    [5n, notA("date")],
    [{ getTime: () => 5 }, notA("date")],
    [Object.create(new Date(5)), notA("date")],
    [NaN, "The value cannot be converted because it is not a valid Date."],
    [new Date(NaN), "The value cannot be converted because it is not a valid Date."],
    [-Infinity, "The value cannot be converted because it is not a valid Date."],
    [9223372036855, "This API doesn't support dates after 2189."],
    [-9223372036855, "This API doesn't support dates before 1687."],
  ])("%o is refused", (value, message) => {
    expect(() => toTime(value, parameter)).toThrow(new TypeError(message));
  });
});

describe("toOptions()", () => {
  const list: unknown[] = [];
  const call = (): void => undefined;

  test.each([
    [undefined, undefined],
    [null, undefined],
    [list, list],
    [call, call],
  ])("%o is %o", (value, options) => {
    expect(toOptions(value, parameter, "Options")).toBe(options);
  });

  test.each([0, "", false, 1n, Symbol("a")])("%o is refused", (value) => {
    expect(() => toOptions(value, parameter, "Options")).toThrow(new TypeError(notA("Options")));
  });
});
