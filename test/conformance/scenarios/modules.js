// @ts-nocheck -- runs unchanged in workerd too
/** Modules other than ES modules, and how all kinds of modules import and require each other. */

const bytes = (...values) => Uint8Array.from(values);

/** A WebAssembly module with nothing in it. */
const emptyWasm = bytes(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0);

const commonJs = (text, namedExports) => ({
  commonJsModule: text,
  ...(namedExports && { namedExports }),
});

export const options = {
  modules: {
    "a.txt": { text: "héllo\n" },
    "empty.txt": { text: "" },
    "d.bin": { data: bytes(1, 2, 255) },
    "j.json": { json: '{ "a": [1, { "b": null }], "é": "ü" }' },
    "value.json": { json: { a: 1 } },
    "w.wasm": { wasm: emptyWasm },
    "folder/inner.js": {
      esModule: 'export { default as text } from "../a.txt"; export default 7;',
    },
    "statics.js": `
      import text, * as textModule from "./a.txt";
      import data, * as dataModule from "d.bin";
      import json from "./j.json";
      import again from "j.json";
      import wasm from "./w.wasm";
      import common, * as commonModule from "./common.cjs";
      import named, { a, b } from "./named.cjs";
      export const seen = { text, data, json, common, named, a, b };
      export const names = [textModule, dataModule, commonModule].map((one) => Object.keys(one));
      export const same = json === again;
      export const wasmClass = wasm.constructor.name;
    `,
    "common.cjs": commonJs(`
      exports.arguments = arguments.length;
      exports.types = [typeof require, typeof module, typeof exports, typeof __filename, typeof __dirname];
      exports.sameObject = module.exports === exports;
      exports.sloppy = (function () { return this !== undefined; })();
      exports.text = require("./a.txt");
      exports.json = require("j.json");
      exports.data = require("./d.bin").byteLength;
      exports.once = require("./counter.cjs") === require("./counter.cjs");
      exports.es = require("./folder/inner.js");
    `),
    "named.cjs": commonJs("exports.a = 1; exports.b = { c: 2 }; exports.d = 3;", ["a", "b"]),
    "counter.cjs": commonJs(
      "module.exports = { count: (globalThis.counted = (globalThis.counted ?? 0) + 1) };",
    ),
    "round.cjs": commonJs(
      'exports.early = 1; exports.other = require("./other.cjs").seen; exports.late = 2;',
    ),
    "other.cjs": commonJs('exports.seen = Object.keys(require("./round.cjs"));'),
    "function.cjs": commonJs("module.exports = function f() {}; module.exports.property = 1;"),
    "nothing.cjs": commonJs(";"),
    "throws.cjs": commonJs('throw new RangeError("in a module");'),
    "lost.cjs": commonJs('require("./lost-and-gone.cjs");'),
    "tries.cjs": commonJs(
      'try { require("./lost-and-gone.cjs"); } catch (error) { module.exports = error.message.split("\\n")[0]; }',
    ),
    "computed.cjs": commonJs('module.exports = require("./na" + "med.cjs").a;'),
    "later.cjs": commonJs('module.exports = () => require("./counter.cjs").count;'),
    "imports.cjs": commonJs(
      'module.exports = async () => (await import("./folder/inner.js")).default;',
    ),
    "marked.cjs": commonJs("exports.__esModule = true; exports.default = 5; exports.x = 1;"),
    "comment.cjs": commonJs('// require("./lost-and-gone.cjs")\nmodule.exports = "read";'),
  },
};

const load = (specifier) => import(/* @vite-ignore */ specifier);
const outside = (ask) => [{ outside: (stub, t) => ask(t) }];
const defaultOf = async (specifier) => (await load(specifier)).default;

/** The first line of the error. The other lines, about the importers, differ. */
async function failure(specifier) {
  try {
    await load(specifier);
    return "loaded";
  } catch (error) {
    return [error.name, error.message.split("\n")[0].replace(/\.$/, "")];
  }
}

export const scenarios = {
  "modules: imported statically": outside(async () => {
    const { seen, names, same, wasmClass } = await load("./statics.js");
    return { seen, names, same, wasmClass };
  }),
  "modules: text": outside(async () => [
    await defaultOf("./a.txt"),
    await defaultOf("empty.txt"),
    Object.keys(await load("./a.txt")),
  ]),
  "modules: data": outside(async () => {
    const data = await defaultOf("./d.bin");
    return [data, (await defaultOf("d.bin")) === data];
  }),
  "modules: JSON": outside(async () => [
    await defaultOf("./j.json"),
    await defaultOf("./value.json"),
    Object.isFrozen(await defaultOf("./j.json")),
  ]),
  "modules: WebAssembly": outside(async () => {
    const module = await defaultOf("./w.wasm");
    return [module instanceof WebAssembly.Module, new WebAssembly.Instance(module, {}).exports];
  }),
  "modules: ES modules by module type": outside(async () => {
    const inner = await load("./folder/inner.js");
    return [inner.default, inner.text];
  }),
  "common: variables of a module": outside(async () => defaultOf("./common.cjs")),
  "common: named exports": outside(async () => {
    const module = await load("./named.cjs");
    return [Object.keys(module), module.a, module.default];
  }),
  "common: a circular require": outside(async () => defaultOf("./round.cjs")),
  "common: a function": outside(async () => {
    const { default: f } = await load("./function.cjs");
    return [typeof f, f.property, Object.keys(await load("./function.cjs"))];
  }),
  "common: no exports": outside(async () => defaultOf("./nothing.cjs")),
  "common: marked as an ES module": outside(async () => {
    const module = await load("./marked.cjs");
    return [Object.keys(module), module.default];
  }),
  "common: throws": outside(async () => failure("./throws.cjs")),
  "common: requires a missing module": outside(async () => [
    await failure("./lost.cjs"),
    await defaultOf("./tries.cjs"),
    await defaultOf("./comment.cjs"),
  ]),
  "common: requires a computed name": outside(async () => defaultOf("./computed.cjs")),
  "common: requires later": outside(async () => (await defaultOf("./later.cjs"))()),
  "common: imports": outside(async () => (await defaultOf("./imports.cjs"))()),
  "common: one instance for all importers": outside(
    async () => (await load("./named.cjs")).default === (await defaultOf("named.cjs")),
  ),
  "missing: by import()": outside(async () => [
    await failure("./gone.js"),
    await failure("gone.txt"),
    await failure("node:nothing"),
    await failure("node:assert"),
    await failure("assert"),
    await failure("node:async_hooks"),
    await failure("workerd:unsafe"),
    await failure("cloudflare:nothing"),
  ]),
};
