import { expect, test } from "vitest";
import { pageValues } from "../../../../src/tools/playwright/page-values.ts";

const { encode, decode } = pageValues();

test.each<[value: unknown]>([
  [new Map<unknown, unknown>([[{ a: 1 }, new Set([new Map()])]])],
  [{ list: [1, undefined, 5n, new Date(0)], bytes: new Uint8Array([1]).buffer }],
  [Object.fromEntries([["__proto__", 1]])],
  [null],
])("value %# comes back", (value) => {
  expect(decode(encode(value))).toEqual(value);
});

test("the encoded form has nothing that Playwright would lose", () => {
  const encoded = encode({ map: new Map([["a", 1]]), buffer: new ArrayBuffer(1) });
  expect(encoded).toEqual({
    map: { $tabd: "Map", entries: [["a", 1]] },
    buffer: { $tabd: "ArrayBuffer", bytes: new Uint8Array(1) },
  });
});
