import { describe, expect, test } from "vitest";

import { checkConfig, checkExports } from "../../../src/config/check-config.ts";
import type { WorkerConfig } from "../../../src/config/config.ts";
import { ConfigError } from "../../../src/config/config-error.ts";

/** A valid configuration with the changes of a test. */
function config(changes: Record<string, unknown> = {}): WorkerConfig {
  return {
    modules: { "main.js": "export default {}" },
    compatibilityDate: "2026-08-01",
    durableObjectNamespaces: [{ className: "A", uniqueKey: "a" }],
    durableObjectStorage: { localDisk: "disk" },
    ...changes,
  } as WorkerConfig;
}

function refusal(run: () => unknown): ConfigError {
  try {
    run();
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new Error("the configuration was not refused");
}

/** A namespace of class A, then the given one. */
const second = (namespace: Record<string, unknown>): Record<string, unknown> => ({
  durableObjectNamespaces: [{ className: "A", uniqueKey: "a" }, namespace],
});

const bind = (binding: unknown): Record<string, unknown> => ({ bindings: { X: binding } });

/** Changes of a valid configuration, the field in the message, and part of the message. */
const REFUSED: [changes: Record<string, unknown>, field: string, words: string][] = [
  [{ name: 5 }, "name", "must be a string, not number 5"],
  [{ name: "" }, "name", "must not be empty"],
  [{ nmae: "x" }, "nmae", 'is not a field of the configuration. Did you mean "name"?'],
  [{ alarms: {} }, "alarms", "is not a field of the configuration. There are: name, modules,"],
  [{ "two words": 1 }, '["two words"]', "is not a field"],
  [{ main: "src/index.ts" }, "main", "is unknown. In tabd the code is in modules"],
  [{ vars: {} }, "vars", "is unknown. In tabd variables are bindings"],
  [{ kv_namespaces: [] }, "kv_namespaces", "is unknown. tabd has no KV namespaces."],
  [bind({ kvNamespace: "K" }), "bindings.X.kvNamespace", "is unknown. tabd has no KV namespaces."],
  [bind({ r2Bucket: "B" }), "bindings.X.r2Bucket", "is unknown. tabd has no R2 buckets."],
  [{ constructor: 1 }, "constructor", "is not a field of the configuration."],

  [{ modules: undefined }, "modules", "is missing: give the code as sources in modules, or"],
  [{ worker: () => null }, "worker", "cannot be given together with modules"],
  [
    { modules: undefined, worker: "w.js" },
    "worker",
    'must be a function that makes the Web Worker, not "w.js"',
  ],
  [{ modules: {} }, "modules", "Modules list cannot be empty."],
  [{ modules: ["a"] }, "modules", "must be an object, not an array"],
  [{ modules: { "main.js": 1 } }, 'modules["main.js"]', "must be a string or an object with one"],
  [{ modules: { "main.js": "", "7": "" } }, 'modules["7"]', "cannot be a number"],
  [{ modules: { "": "" } }, 'modules[""]', "cannot be empty"],

  [{ compatibilityDate: undefined }, "compatibilityDate", "Worker must specify compatibilityDate."],
  [{ compatibilityDate: new Date() }, "compatibilityDate", "must be a string, not an object"],
  [{ compatibilityDate: "2026-2-1" }, "compatibilityDate", "Invalid compatibility date: 2026-2-1"],
  [{ compatibilityFlags: "rpc" }, "compatibilityFlags", 'must be an array, not "rpc"'],
  [{ compatibilityFlags: ["nodejs_als", 1] }, "compatibilityFlags[1]", "must be a string"],
  [{ compatibilityFlags: ["zzz"] }, "compatibilityFlags[0]", "No such compatibility flag: zzz"],

  [{ durableObjectNamespaces: {} }, "durableObjectNamespaces", "must be an array, not an object"],
  [
    second({ className: "B", uniqueKey: "a" }),
    "durableObjectNamespaces[1].uniqueKey",
    '"a" is already the uniqueKey of durableObjectNamespaces[0]',
  ],
  [
    second({ className: "A", uniqueKey: "b" }),
    "durableObjectNamespaces[1].className",
    '"A" is already the className of durableObjectNamespaces[0]',
  ],
  [second({ className: "B" }), "durableObjectNamespaces[1].uniqueKey", "is missing: give the key"],
  [
    second({ uniqueKey: "b" }),
    "durableObjectNamespaces[1].className",
    "must be a string, not undefined",
  ],
  [
    second({ className: "", uniqueKey: "b" }),
    "durableObjectNamespaces[1].className",
    "must not be empty",
  ],
  [
    second({ className: "B", uniquekey: "b" }),
    "durableObjectNamespaces[1].uniquekey",
    'Did you mean "uniqueKey"?',
  ],
  [
    second({ className: "B", uniqueKey: "" }),
    "durableObjectNamespaces[1].uniqueKey",
    "must not be empty",
  ],
  [
    second({ className: "B", uniqueKey: ".." }),
    "durableObjectNamespaces[1].uniqueKey",
    '".." cannot be the name of a directory',
  ],
  [
    second({ className: "B", uniqueKey: "a/b" }),
    "durableObjectNamespaces[1].uniqueKey",
    '"a/b" cannot be the name of a directory',
  ],
  [
    second({ className: "B", uniqueKey: "a\0" }),
    "durableObjectNamespaces[1].uniqueKey",
    "cannot be the name of a directory",
  ],
  [
    second({ className: "B", uniqueKey: "\ud800" }),
    "durableObjectNamespaces[1].uniqueKey",
    "is not well-formed Unicode",
  ],
  [
    second({ className: "B", uniqueKey: "é".repeat(128) }),
    "durableObjectNamespaces[1].uniqueKey",
    "is longer than 255 bytes",
  ],
  [
    second({ className: "B", uniqueKey: "b", enableSql: 1 }),
    "durableObjectNamespaces[1].enableSql",
    "must be true or false, not number 1",
  ],
  [
    second({ className: "B", uniqueKey: "b", preventEviction: "no" }),
    "durableObjectNamespaces[1].preventEviction",
    "must be true or false",
  ],
  [
    second({ className: "B", uniqueKey: "b", durableObjectStorage: "none" }),
    "durableObjectNamespaces[1].durableObjectStorage",
    'must be "inMemory" or absent',
  ],
  [
    second({ className: "B", ephemeralLocal: false }),
    "durableObjectNamespaces[1].ephemeralLocal",
    "must be true or absent",
  ],
  [
    second({ className: "B", ephemeralLocal: true, uniqueKey: "b" }),
    "durableObjectNamespaces[1].uniqueKey",
    "cannot be given together with ephemeralLocal",
  ],
  [
    second({ className: "B", ephemeralLocal: true, enableSql: true }),
    "durableObjectNamespaces[1].enableSql",
    "cannot be given together with ephemeralLocal",
  ],

  [
    { durableObjectStorage: "none" },
    "durableObjectStorage",
    'Worker service "main" implements durable object classes but has `durableObjectStorage` set to `none`. ' +
      'Set it to { localDisk: "my-disk" } to keep the objects in this browser, or to "inMemory".',
  ],
  [
    { durableObjectStorage: undefined, name: "w" },
    "durableObjectStorage",
    'Worker service "w" implements',
  ],
  [
    { durableObjectStorage: "disk" },
    "durableObjectStorage",
    'must be "inMemory", "none" or { localDisk',
  ],
  [
    { durableObjectStorage: {} },
    "durableObjectStorage.localDisk",
    "must be a string, not undefined",
  ],
  [
    { durableObjectStorage: { localdisk: "d" } },
    "durableObjectStorage.localdisk",
    'Did you mean "localDisk"?',
  ],
  [
    { durableObjectStorage: { localDisk: "" } },
    "durableObjectStorage.localDisk",
    "must not be empty",
  ],
  [
    { durableObjectStorage: { localDisk: "d", durability: "fast" } },
    "durableObjectStorage.durability",
    'must be "relaxed" or "strict", not "fast"',
  ],

  [
    { modules: { "main.js": "", a: 5 } },
    "modules.a",
    "must be a string or an object with one of esModule, commonJsModule, text,",
  ],
  [{ modules: { "main.js": "", a: {} } }, "modules.a", "is not a module: give it one of esModule,"],
  [
    { modules: { "main.js": "", a: { text: "", json: 1 } } },
    "modules.a",
    "cannot be both text and json",
  ],
  [
    { modules: { "main.js": "", a: { esmodule: "" } } },
    "modules.a.esmodule",
    'Did you mean "esModule"?',
  ],
  [
    { modules: { "main.js": "", a: { pythonModule: "" } } },
    "modules.a.pythonModule",
    "is not a field of the configuration. There are: esModule,",
  ],
  [{ modules: { "main.js": "", a: { text: 5 } } }, "modules.a.text", "must be a string"],
  [
    { modules: { "main.js": "", a: { data: "x" } } },
    "modules.a.data",
    "must be an ArrayBuffer or a Uint8Array",
  ],
  [{ modules: { "main.js": "", a: { wasm: [0] } } }, "modules.a.wasm", "not an array"],
  [
    { modules: { "main.js": "", a: { json: 1n } } },
    "modules.a.json",
    "cannot be written as JSON: TypeError",
  ],
  [
    { modules: { "main.js": "", a: { text: "", namedExports: ["a"] } } },
    "modules.a.namedExports",
    "belongs to a commonJsModule",
  ],
  [
    { modules: { "main.js": "", a: { commonJsModule: "", namedExports: [5] } } },
    "modules.a.namedExports[0]",
    "must be a string, not number 5",
  ],
  [{ modules: { "main.txt": { text: "" } } }, 'modules["main.txt"]', "Main module must be an ES"],

  [{ bindings: [] }, "bindings", "must be an object, not an array"],
  [{ bindings: { "": { text: "" } } }, 'bindings[""]', "cannot be empty"],
  [bind("text"), "bindings.X", 'must be an object, not "text"'],
  [bind({}), "bindings.X", "binds nothing: give it one of durableObjectNamespace, text,"],
  [bind({ text: undefined }), "bindings.X", "binds nothing"],
  [bind({ text: "a", json: 1 }), "bindings.X", "cannot be both text and json"],
  [
    bind({ secret: "a" }),
    "bindings.X.secret",
    "is not a field of the configuration. There are: durableObjectNamespace,",
  ],
  [bind({ txt: "a" }), "bindings.X.txt", 'Did you mean "text"?'],
  [bind({ text: 1 }), "bindings.X.text", "must be a string, not number 1"],
  [bind({ json: 1n }), "bindings.X.json", "cannot be written as JSON: TypeError"],
  [bind({ json: () => 1 }), "bindings.X.json", "must be a value that JSON has, not a function"],
  [bind({ data: [1] }), "bindings.X.data", "must be an ArrayBuffer or a Uint8Array, not an array"],
  [bind({ data: new Uint16Array(1) }), "bindings.X.data", "must be an ArrayBuffer or a Uint8Array"],
  [
    bind({ durableObjectNamespace: "B" }),
    "bindings.X.durableObjectNamespace",
    `Worker "main"'s binding "X" refers to a Durable Object namespace named "B", but no such Durable Object namespace is defined by this Worker.`,
  ],
  [bind({ durableObjectNamespace: 1 }), "bindings.X.durableObjectNamespace", "must be a string"],
  [bind({ service: "main" }), "bindings.X.service", 'must be an object, not "main"'],
  [
    bind({ service: { name: "other" } }),
    "bindings.X.service.name",
    `Worker "main"'s binding "X" refers to a service "other", but no such service is defined.`,
  ],
  [bind({ service: { entrypoint: "" } }), "bindings.X.service.entrypoint", "must not be empty"],
  [
    bind({ service: { entryPoint: "E" } }),
    "bindings.X.service.entryPoint",
    'Did you mean "entrypoint"?',
  ],
  [bind({ service: { props: 5 } }), "bindings.X.service.props", "must be an object, not number 5"],
  [
    bind({ service: { props: { n: 1n } } }),
    "bindings.X.service.props",
    "cannot be written as JSON: TypeError",
  ],
  [
    bind({ durableObjectClass: { name: "other" } }),
    "bindings.X.durableObjectClass.name",
    "no such service is defined",
  ],
];

describe("an invalid configuration is refused with the field's name", () => {
  test.each(REFUSED.map((row) => [row[1], row[2], row[0]] as const))(
    "%s: %s",
    (field, words, changes) => {
      const error = refusal(() => checkConfig(config(changes)));
      expect(error.field).toBe(field);
      expect(error.message).toContain(words);
      expect(error.message.startsWith(field)).toBe(true);
    },
  );

  test.each([[null], [undefined], ["config"], [[]]])("%j", (value) => {
    const error = refusal(() => checkConfig(value as unknown as WorkerConfig));
    expect(error.field).toBe("");
    expect(error.message).toContain("the configuration must be an object");
  });
});

test("a complete configuration", () => {
  const data = new Uint8Array([1, 2, 3]);
  const checked = checkConfig(
    config({
      name: "w",
      modules: {
        "main.js": "import './lib.ts'",
        "lib.ts": "",
        "a.json": "{}",
        "b.json": { json: [1] },
        "c.cjs": { commonJsModule: "exports.a = 1", namedExports: ["a"] },
        "d.bin": { data },
      },
      compatibilityFlags: ["delete_all_preserves_alarm", "nodejs_compat"],
      durableObjectNamespaces: [
        { className: "A", uniqueKey: "a:b c", enableSql: true },
        { className: "B", uniqueKey: "b", durableObjectStorage: "inMemory", preventEviction: true },
        { className: "C", ephemeralLocal: true, uniqueKey: undefined },
      ],
      durableObjectStorage: { localDisk: "disk", durability: "strict" },
      bindings: {
        NS: { durableObjectNamespace: "C" },
        TEXT: { text: "" },
        JSON: { json: null },
        DATA: { data },
        BUFFER: { data: new Uint8Array([4]).buffer },
        SELF: { service: {} },
        NAMED: { service: { name: "w", entrypoint: "E", props: { p: 1 } } },
        CLASS: { durableObjectClass: { entrypoint: "D" } },
      },
    }),
  );
  data.fill(0);
  expect(checked).toEqual({
    name: "w",
    code: {
      kind: "modules",
      modules: [
        ["main.js", { kind: "esModule", text: "import './lib.ts'" }],
        ["lib.ts", { kind: "esModule", text: "" }],
        ["a.json", { kind: "json", text: "{}" }],
        ["b.json", { kind: "json", text: "[1]" }],
        ["c.cjs", { kind: "commonJsModule", text: "exports.a = 1", namedExports: ["a"] }],
        ["d.bin", { kind: "data", data: new Uint8Array([1, 2, 3]) }],
      ],
    },
    compatibilityDate: "2026-08-01",
    compatibilityFlags: ["delete_all_preserves_alarm", "nodejs_compat"],
    compatibility: expect.objectContaining({ delete_all_deletes_alarm: false, rpc: true }),
    storage: { kind: "localDisk", name: "disk", durability: "strict" },
    namespaces: [
      {
        kind: "durable",
        className: "A",
        uniqueKey: "a:b c",
        storage: "localDisk",
        enableSql: true,
        preventEviction: false,
      },
      {
        kind: "durable",
        className: "B",
        uniqueKey: "b",
        storage: "inMemory",
        enableSql: false,
        preventEviction: true,
      },
      { kind: "ephemeral", className: "C", preventEviction: false },
    ],
    bindings: [
      { name: "NS", kind: "durableObjectNamespace", className: "C" },
      { name: "TEXT", kind: "text", text: "" },
      { name: "JSON", kind: "json", json: "null" },
      { name: "DATA", kind: "data", data: new Uint8Array([1, 2, 3]) },
      { name: "BUFFER", kind: "data", data: new Uint8Array([4]) },
      { name: "SELF", kind: "service", entrypoint: undefined, props: undefined },
      { name: "NAMED", kind: "service", entrypoint: "E", props: '{"p":1}' },
      { name: "CLASS", kind: "durableObjectClass", entrypoint: "D", props: undefined },
    ],
  });
});

const worker = (): Worker => {
  throw new Error("is not called");
};

test("a minimal configuration", () => {
  expect(checkConfig({ worker, compatibilityDate: "2026-08-01" })).toMatchObject({
    name: "main",
    code: { kind: "worker", worker },
    namespaces: [],
    storage: { kind: "none" },
    bindings: [],
  });
  expect(checkConfig({ compatibilityDate: "2026-08-01" }, { loaded: true }).code).toEqual({
    kind: "loaded",
  });
});

test("namespaces that are in memory or ephemeral need no storage of the worker", () => {
  const checked = checkConfig(
    config({
      durableObjectStorage: "none",
      durableObjectNamespaces: [
        { className: "A", uniqueKey: "a", durableObjectStorage: "inMemory" },
        { className: "B", ephemeralLocal: true },
      ],
    }),
  );
  expect(checked.namespaces.map(({ className }) => className)).toEqual(["A", "B"]);
});

describe("checkExports", () => {
  const checked = checkConfig(
    config({
      bindings: { S: { service: { entrypoint: "Entry" } }, D: { service: {} } },
    }),
  );

  test("accepts existing exports", () => {
    expect(() => checkExports(checked, ["A", "Entry", "default"])).not.toThrow();
  });

  test.each([
    [
      ["Entry", "default", "a"],
      "durableObjectNamespaces[0].className",
      `referenced the class "A", but no such Durable Object class is exported from the worker. Please make sure the class name matches, it is exported, and the class extends 'DurableObject'. Did you mean "a"?`,
    ],
    [
      ["A", "default", "Entri"],
      "bindings.S.service.entrypoint",
      `Worker "main"'s binding "S" refers to service "main" with a named entrypoint "Entry", but "main" has no such named entrypoint. Did you mean "Entri"?`,
    ],
  ])("refuses exports %j", (exports, field, words) => {
    const error = refusal(() => checkExports(checked, exports));
    expect(error.field).toBe(field);
    expect(error.message).toContain(words);
  });

  test("accepts a service binding without a default export, as workerd does", () => {
    expect(() => checkExports(checked, ["A", "Entry"])).not.toThrow();
  });
});
