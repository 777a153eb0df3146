import { describe, expect, test } from "vitest";

import {
  currentFrame,
  enterFrame,
  followAsync,
  frameValue,
  frameWith,
  runInFrame,
} from "../../../../src/actor/async-frame.ts";
import { followAwaits } from "../../../../src/host/parts/async-context.ts";

const KEY = {};
const frames = {
  capture: currentFrame,
  resume<T>(frame: ReturnType<typeof currentFrame>, value?: T): T | undefined {
    enterFrame(frame);
    return value;
  },
};

/** Runs a module whose `await`s restore the frame, in a frame where `store()` is 1. */
async function run(code: string): Promise<unknown> {
  const url = `data:text/javascript,${encodeURIComponent(
    `export default ($frames, store, other) => { ${followAwaits(code, "$frames")}; return main; };`,
  )}`;
  const { default: make } = (await import(/* @vite-ignore */ url)) as {
    default: (...args: unknown[]) => () => Promise<unknown>;
  };
  const store = (): unknown => frameValue(KEY) ?? "none";
  const other = async (): Promise<void> => {
    enterFrame(frameWith(KEY, "other"));
    await Promise.resolve();
    enterFrame(frameWith(KEY, "other"));
  };
  const main = make(frames, store, other);
  const result = runInFrame(frameWith(KEY, 1), main);
  enterFrame(undefined);
  return result;
}

const REJECTED = "(async () => { await 0; throw new Error('x'); })()";

describe("an await restores the frame", () => {
  const cases: Readonly<Record<string, readonly [code: string, expected: unknown]>> = {
    "after one await": ["async function main() { await 0; return store(); }", 1],
    "after code that changes the frame": [
      "async function main() { await other(); return store(); }",
      1,
    ],
    "in an arrow function with an expression body": [
      "const main = async () => [await other(), store(), await other(), store()].filter(Boolean);",
      [1, 1],
    ],
    "in a nested await": [
      "async function main() { return [await (async (a) => a)(await other()), store()][1]; }",
      1,
    ],
    "in catch": [
      `async function main() { try { await ${REJECTED}; } catch { return store(); } }`,
      1,
    ],
    "in finally": [
      `async function main() { let seen; try { await ${REJECTED}; } catch {} finally { seen = store(); } return seen; }`,
      1,
    ],
    "in a catch of an inner function that awaits nothing": [
      "async function main() { await other(); return (() => { try { throw 1; } catch { return store(); } })(); }",
      1,
    ],
    "in for await, and after it": [
      `async function* values() { yield store(); await other(); yield store(); }
       async function main() {
         const seen = [];
         for await (const value of values()) { seen.push(value, store()); await other(); }
         seen.push(store());
         return seen;
       }`,
      [1, 1, 1, 1, 1],
    ],
    "in for await without braces, labelled, under an if": [
      `async function main() {
         const seen = [];
         if (true) for await (const _ of [other()]) seen.push(store()); else seen.push("else");
         outer: for await (const _ of [0, 1]) { await other(); continue outer; }
         seen.push(store());
         return seen;
       }`,
      [1, 1],
    ],
    "in methods and fields": [
      `class A { field = async () => (await other(), store()); async method() { await other(); return store(); } }
       async function main() { const a = new A(); return [await a.field(), await a.method()]; }`,
      [1, 1],
    ],
    "between other expressions": [
      `async function main() {
         let a = 1
         await other()
         ;[a] = [await 2]
         const t = \`\${await other() ?? store()}\`
         return [a, t, -(await 3), (await { b: { c: 4 } }).b.c, await await 5]
       }`,
      [2, "1", -3, 4, 5],
    ],
    "with a variable of the same name in an inner function": [
      "async function main() { await other(); await (async () => { await other(); })(); return store(); }",
      1,
    ],
    "where nothing is awaited": ["const main = async () => store();", 1],
  };
  test.each(Object.entries(cases))("%s", async (_, [code, expected]) => {
    expect(await run(code)).toEqual(expected);
  });
});

test("line numbers and code without await are unchanged", () => {
  const code = "async function a() {\n  await b();\n}\nfunction c() { try { d(); } catch {} }\n";
  const written = followAwaits(code, "$frames");
  expect(written.split("\n").length).toBe(code.split("\n").length);
  expect(written.split("\n").slice(3)).toEqual(code.split("\n").slice(3));
});

test("a syntax error is refused", () => {
  expect(() => followAwaits("await (;", "$frames")).toThrow(SyntaxError);
});

test("promises and microtasks keep their frames", async () => {
  followAsync();
  const seen = await runInFrame(frameWith(KEY, 7), () =>
    Promise.reject(new Error("x"))
      .catch(() => frameValue(KEY))
      .then(
        (first) =>
          new Promise((resolve) => {
            queueMicrotask(() => resolve([first, frameValue(KEY)]));
          }),
      ),
  );
  expect(seen).toEqual([7, 7]);
  expect(frameValue(KEY)).toBe(undefined);
});
