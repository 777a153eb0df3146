import { describe, expect, test } from "vitest";

import { placeAssets } from "../../src/host/assets.ts";
import { ModuleLoader } from "../../src/host/modules/module-loader.ts";
import { assetUrls } from "../../src/page/assets.ts";

// The page's first message to its host.
placeAssets(assetUrls());

const workers = {
  RpcTarget: class RpcTarget {
    kind = "target";
  },
  waitUntil: () => "waited",
};

async function load(modules: Record<string, string>): Promise<Readonly<Record<string, unknown>>> {
  return new ModuleLoader({ modules, builtins: { "cloudflare:workers": workers } }).loadMain();
}

async function failure(modules: Record<string, string>): Promise<Error> {
  const error: unknown = await load(modules).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof Error)) throw new Error("the modules loaded");
  return error;
}

describe("what modules can import", () => {
  const cases: Record<string, { modules: Record<string, string>; result: unknown }> = {
    "a module in the same folder": {
      modules: {
        "main.js": `export { a as result } from "./lib.js";`,
        "lib.js": `export const a = 1;`,
      },
      result: 1,
    },
    "a module without its extension": {
      modules: {
        "main.js": `export { a as result } from "./lib";`,
        "lib.ts": `export const a = 1;`,
      },
      result: 1,
    },
    "a TypeScript module by its .js name": {
      modules: {
        "main.ts": `import { a } from "./lib.js"; export const result: number = a;`,
        "lib.ts": `export const a = 2;`,
      },
      result: 2,
    },
    "a folder's index": {
      modules: {
        "main.js": `export { a as result } from "./lib";`,
        "lib/index.js": `export const a = 3;`,
      },
      result: 3,
    },
    "up and down through folders": {
      modules: {
        "src/a/main.js": `export { a as result } from "../b/lib.js";`,
        "src/b/lib.js": `export { a } from "/root.js";`,
        "./root.js": `export const a = 4;`,
      },
      result: 4,
    },
    "a specifier that is a module's name": {
      modules: {
        "main.js": `import equal from "node:assert"; export const result = equal(1, 1);`,
        "node:assert": `export default (a, b) => a === b;`,
      },
      result: true,
    },
    JSON: {
      modules: {
        "main.js": `import data from "./data.json" with { type: "json" }; export const result = data.a;`,
        "data.json": `{ "a": { "__proto__": 1 } }`,
      },
      result: JSON.parse(`{ "__proto__": 1 }`) as unknown,
    },
    "the runtime's own module": {
      modules: {
        "main.js": `import * as all from "cloudflare:workers"; import { waitUntil } from "cloudflare:workers";
          export const result = [Object.keys(all), waitUntil()];`,
      },
      result: [["RpcTarget", "waitUntil"], "waited"],
    },
    "all exports of another module": {
      modules: {
        "main.js": `import * as all from "./a.js"; export const result = { ...all, c: { ...all.c } };`,
        "a.js": `export * from "./b.js"; export * as c from "./b.js"; export default 5;`,
        "b.js": `export const x = 1; const y = 2; export { y as "a name" }; export default 6;`,
      },
      result: { "a name": 2, c: { "a name": 2, default: 6, x: 1 }, default: 5, x: 1 },
    },
    "a module by import() with a computed name": {
      modules: {
        "main.js": `const name = "./li" + "b"; const { a } = await import(name);
          const same = await import(/* the same */ "./lib.js");
          export const result = [a, same === await import(name), (await import("cloudflare:workers")).waitUntil()];`,
        "lib.js": `export const a = await Promise.resolve(7);`,
      },
      result: [7, true, "waited"],
    },
    "types, which are erased": {
      modules: {
        "main.ts": `import { type T, value, U } from "./lib.ts"; import type { V } from "./nowhere";
          enum E { A = 8 } class C { constructor(readonly t: T) {} }
          export const result = new C(value as unknown as U).t satisfies V;`,
        "lib.ts": `export type T = number; export interface U {} export const value: T = 8;`,
      },
      result: 8,
    },
    "a module with text that looks like an import": {
      modules: {
        "main.js": `const text = "import x from './nowhere'"; /* import "./no" */ // import("./no")
          export const result = text.length;`,
      },
      result: 25,
    },
  };
  test.each(Object.entries(cases))("%s", async (_, { modules, result }) => {
    expect((await load(modules))["result"]).toEqual(result);
  });

  test("an imported class is the runtime's own", async () => {
    const main = await load({ "main.js": `export { RpcTarget } from "cloudflare:workers";` });
    expect(main["RpcTarget"]).toBe(workers.RpcTarget);
  });

  test("each module runs once, in the order of the imports", async () => {
    const main = await load({
      "main.js": `import { log } from "./log.js"; import "./a.js"; import "./b.js"; log.push("main"); export { log };`,
      "a.js": `import "./c.js"; import { log } from "./log.js"; log.push("a");`,
      "b.js": `import { log } from "./log.js"; import "./c.js"; log.push("b");`,
      "c.js": `import { log } from "./log.js"; log.push("c");`,
      "log.js": `export const log = [];`,
    });
    expect(main["log"]).toEqual(["c", "a", "b", "main"]);
  });

  test("a module that is not imported is not read", async () => {
    await expect(load({ "main.js": `export {};`, "broken.js": `let = ;` })).resolves.toBeDefined();
  });
});

describe("circular imports", () => {
  const cases: Record<string, { modules: Record<string, string>; result: unknown }> = {
    "classes that construct each other": {
      modules: {
        "main.js": `import { A } from "./a.js"; export const result = new A().b().a() instanceof A;`,
        "a.js": `import { B } from "./b.js"; export class A { b() { return new B(); } }`,
        "b.js": `import { A } from "./a.js"; export class B { a() { return new A(); } }`,
      },
      result: true,
    },
    "a hoisted function, called before its module has finished": {
      modules: {
        "main.js": `import { call } from "./b.js"; export const result = call(); export function f() { return "hoisted"; }`,
        "b.js": `import { f } from "./main.js"; export const call = () => f();`,
      },
      result: "hoisted",
    },
    "an initialized variable, read before its module has finished": {
      modules: {
        "main.js": `import { read } from "./b.js"; export const early = 1;\nexport const result = read();`,
        "b.js": `import { early } from "./main.js"; export const read = () => early;`,
      },
      result: 1,
    },
    "a module that imports itself": {
      modules: {
        "main.js": `import * as self from "./main.js"; export let a = 1; export default class {}
          a = 2; export const result = () => [self.a, self.default.name, Object.keys(self)];`,
      },
      result: [2, "default", ["a", "default", "result"]],
    },
    "default exports of every kind": {
      modules: {
        "main.js": `import "./a.js"; export { all as result } from "./b.js";`,
        "a.js": `import "./b.js"; import "./c.js"; import "./d.js"; import "./e.js"; export default /* one */ function () { return 1; }`,
        "b.js": `import a from "./a.js"; import c from "./c.js"; import d from "./d.js"; import e from "./e.js";
          export const all = () => [a(), a.name, new c().two, c.name, d(), d.name, e];`,
        "c.js": `import "./b.js"; export default class extends Object { two = 2 }`,
        "d.js": `import "./b.js"; export default () => 3;`,
        "e.js": `import "./b.js"; const four = 4; export default four`,
      },
      result: [1, "default", 2, "default", 3, "default", 4],
    },
    "export * around the circle": {
      modules: {
        "main.js": `import * as a from "./a.js"; import { seen } from "./b.js"; export const result = () => [{ ...a }, { ...seen() }];`,
        "a.js": `export * from "./b.js"; export { waitUntil as w } from "cloudflare:workers"; export const x = 1;`,
        "b.js": `import * as a from "./a.js"; export * from "./a.js"; export const y = 2; export const seen = () => ({ x: a.x, y: a.y, w: a.w() });`,
      },
      result: [
        { seen: expect.any(Function), w: expect.any(Function), x: 1, y: 2 },
        { w: "waited", x: 1, y: 2 },
      ],
    },
    "modules with top-level await": {
      modules: {
        "main.js": `import { a } from "./a.js"; export const result = a;`,
        "a.js": `import { b } from "./b.js"; export const a = await Promise.resolve(b + 1); export const later = 1;`,
        "b.js": `import { a } from "./a.js"; export const b = await Promise.resolve(1); export const get = () => a;`,
      },
      result: 2,
    },
    "by import()": {
      modules: {
        "main.js": `export const one = 1; const { two } = await import("./b.js"); export const result = () => two();`,
        "b.js": `import { one } from "./c.js"; export const two = () => one + 1;`,
        "c.js": `import { two } from "./b.js"; export const one = 1; export const three = () => two() + 1;`,
      },
      result: 2,
    },
  };
  test.each(Object.entries(cases))("%s", async (_, { modules, result }) => {
    const value = (await load(modules))["result"];
    expect(typeof value === "function" ? (value as () => unknown)() : value).toEqual(result);
  });

  test("the modules of a circle run in the browser's order", async () => {
    const main = await load({
      "main.js": `import "./a.js"; import { log } from "./log.js"; log.push("main"); export { log };`,
      "a.js": `import "./b.js"; import "./c.js"; import { log } from "./log.js"; log.push("a");`,
      "b.js": `import "./a.js"; import { log } from "./log.js"; log.push("b");`,
      "c.js": `import "./b.js"; import "./a.js"; import { log } from "./log.js"; log.push("c");`,
      "log.js": `export const log = [];`,
    });
    expect(main["log"]).toEqual(["b", "c", "a", "main"]);
  });
});

describe("errors name the module and the line", () => {
  const cases: Record<string, { modules: Record<string, string>; message: unknown }> = {
    "TypeScript in a .js module": {
      modules: {
        "main.js": `import "./a.js";`,
        "a.js": `const a: number = 1;\nexport type B = 1;`,
      },
      message:
        "Missing initializer in const declaration\n  at a.js:1:7\n" +
        "This looks like TypeScript: name the module a.ts.",
    },
    "an exception at the top level": {
      modules: { "main.js": `import "./lib/a.js";`, "lib/a.js": `\n\nthrow new RangeError("no");` },
      message: "no\n  at lib/a.js:3",
    },
    "an unknown specifier": {
      modules: { "main.js": `// one\nimport "./a.js";`, "a.js": `\n\nimport x from "./b.js";` },
      message: `No such module "b.js".\n  imported from "a.js", line 3\nAdd it to \`modules\`, which has "main.js", "a.js".`,
    },
    "a package that is not among the modules": {
      modules: { "main.js": `import assert from "node:assert";` },
      message: expect.stringMatching(
        /^No such module "node:assert"\.\n {2}imported from "main\.js", line 1\nAdd it/,
      ),
    },
    "a name without ./": {
      modules: { "main.js": `import "lib";`, "lib.ts": `` },
      message: `No such module "lib".\n  imported from "main.js", line 1\nWrite "./lib" for the module "lib.ts".`,
    },
    "a specifier of import()": {
      modules: { "main.js": `export default await import("./b" + ".js");` },
      message: expect.stringMatching(/^No such module "b\.js"\.\n {2}imported from "main\.js"\n/),
    },
    "invalid JavaScript": {
      modules: {
        "main.js": `import "./a.js";`,
        "a.js": `export const a = 1;\nexport default class {}\n  let b = ;`,
      },
      message: "Unexpected token ';'\n  at a.js:3:11",
    },
    "on the first line": {
      modules: { "main.js": `let b = ;` },
      message: "Unexpected token ';'\n  at main.js:1:9",
    },
    "a bracket that is not closed": {
      modules: { "main.js": `export const a = {\n\nconst b = 1;` },
      message: expect.stringMatching(/\n {2}at main\.js:\d/),
    },
    "a variable declared twice": {
      modules: { "main.js": `export const a = await 1;\nconst a = 2;` },
      message: "Identifier 'a' has already been declared\n  at main.js:2:7",
    },
    "an error that only modules can have": {
      modules: { "main.js": `import "./a.js";`, "a.js": `export { nothing };` },
      message: expect.stringMatching(/nothing.*\n {2}at a\.js/),
    },
    "invalid TypeScript": {
      modules: { "main.ts": `type A = string;\nlet b: = 3;` },
      message: "Unexpected token\n  at main.ts:2:8",
    },
    "TypeScript with an error that only JavaScript reports": {
      modules: { "main.ts": `interface A {}\nconst b: number = 1;\nlet b: string;` },
      message: "Identifier 'b' has already been declared\n  at main.ts:3",
    },
    "invalid JSON": {
      modules: { "main.js": `import "./data.json";`, "data.json": `{ a: 1 }` },
      message: expect.stringMatching(/\n {2}at data\.json$/),
    },
    "a missing export": {
      modules: {
        "main.js": `import a,\n  { b, nothing as c } from "./a.js";`,
        "a.js": `export const b = 1; export default 2; const nothing = 3;`,
      },
      message: `The requested module './a.js' does not provide an export named 'nothing'\n  at main.js:2:8`,
    },
    "a missing export of the runtime": {
      modules: { "main.js": `import { Nothing } from "cloudflare:workers";` },
      message: `The requested module 'cloudflare:workers' does not provide an export named 'Nothing'\n  at main.js:1:10`,
    },
    "a missing default export": {
      modules: { "main.js": `import a from "./a.js";`, "a.js": `export const a = 1;` },
      message: `The requested module './a.js' does not provide an export named 'default'\n  at main.js:1:1`,
    },
    "two modules with one name": {
      modules: { "main.js": ``, "./main.js": `` },
      message: `modules has two modules with the name "main.js"`,
    },
  };
  test.each(Object.entries(cases))("%s", async (_, { modules, message }) => {
    expect((await failure(modules)).message).toEqual(message);
  });

  test("an error thrown by a module keeps its stack, and its message names the line", async () => {
    const error = await failure({
      "main.js": `import { f } from "./lib/a.ts";\nf();`,
      "lib/a.ts": `type T = 1;\nexport function f(): T {\n  throw new SyntaxError("mine");\n}`,
    });
    expect(error.message).toBe("mine\n  at lib/a.ts:3");
    expect(error.stack).toMatch(/lib\/a\.ts:3:9[^]*main\.js:2:1/);
  });
});

test("the loader leaves no global through which code could forge modules", async () => {
  const before = Object.getOwnPropertyNames(globalThis);
  await load({ "main.js": `import "cloudflare:workers"; await import("./a.js");`, "a.js": `` });
  expect(Object.getOwnPropertyNames(globalThis).filter((name) => !before.includes(name))).toEqual(
    [],
  );
});
