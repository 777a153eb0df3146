import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { leftOutMessage } from "../../../../src/tools/project/project.ts";
import { readProject } from "../../../../src/tools/project/read-project.ts";
import { folderOf, projectOf } from "./project-folder.ts";

const objects = {
  durable_objects: { bindings: [{ name: "TIMERS", class_name: "Timer" }] },
  migrations: [{ tag: "v1", new_sqlite_classes: ["Timer"] }],
};
const timers = {
  durableObjectNamespaces: [{ className: "Timer", uniqueKey: "tea-Timer", enableSql: true }],
  bindings: { TIMERS: { durableObjectNamespace: "Timer" } },
};

describe("a wrangler file", () => {
  const jsonc = `{
    // a comment
    "name": "tea", "main": "src/main.ts", "compatibility_date": "2026-05-01",
    "durable_objects": { "bindings": [{ "name": "TIMERS", "class_name": "Timer" }] },
    "migrations": [{ "tag": "v1", "new_sqlite_classes": ["Timer"] }],
  }`;
  const toml = `
    name = "tea"
    main = "src/main.ts"
    compatibility_date = "2026-05-01"
    durable_objects.bindings = [{ name = "TIMERS", class_name = "Timer" }]
    [[migrations]]
    tag = "v1"
    new_sqlite_classes = ["Timer"]`;

  test.each([
    ["wrangler.jsonc", jsonc],
    ["wrangler.toml", toml],
  ])("%s gives the configuration of serve()", async (name, text) => {
    const root = await folderOf({ [name]: text, "src/main.ts": "" });
    const project = await readProject(root);
    expect(project).toMatchObject({
      root,
      file: join(root, name),
      main: join(root, "src/main.ts"),
      leftOut: [],
    });
    expect(project.config).toEqual({
      name: "tea",
      compatibilityDate: "2026-05-01",
      durableObjectStorage: { localDisk: "tea" },
      ...timers,
    });
    expect(await readProject(join(root, name))).toEqual(project);
  });

  test("the main module alone gives a namespace and a binding for each exported class", async () => {
    const root = await folderOf({
      "rooms.ts": `
        export class ChatRoom<Env> extends DurableObject<Env> {}
        class Local extends DurableObject {}
        export class Other extends RpcTarget {}`,
    });
    const { name, config } = await readProject(join(root, "rooms.ts"), { disk: "here" });
    expect({ name, config }).toMatchObject({
      name: "rooms",
      config: {
        durableObjectNamespaces: [
          { className: "ChatRoom", uniqueKey: "rooms-ChatRoom", enableSql: true },
        ],
        durableObjectStorage: { localDisk: "here" },
        bindings: { CHAT_ROOM: { durableObjectNamespace: "ChatRoom" } },
      },
    });
  });
});

describe("fields", () => {
  const bound = (...names: string[]): object => ({
    bindings: names.map((name) => ({ name: name.toUpperCase(), class_name: name })),
  });
  const keys = (...classes: [string, boolean][]): object[] =>
    classes.map(([className, enableSql]) => ({
      className,
      uniqueKey: `tea-${className}`,
      enableSql,
    }));

  test.each([
    [
      "vars",
      { vars: { A: "text", B: { c: 1 } } },
      { bindings: { A: { text: "text" }, B: { json: { c: 1 } } } },
    ],
    [
      "services to the worker itself",
      { services: [{ binding: "SELF", service: "tea", entrypoint: "Admin", props: { a: 1 } }] },
      { bindings: { SELF: { service: { entrypoint: "Admin", props: { a: 1 } } } } },
    ],
    [
      "compatibility_flags",
      { compatibility_flags: ["nodejs_compat"] },
      { compatibilityFlags: ["nodejs_compat"] },
    ],
    [
      "a bound class without a migration has no SQL",
      { durable_objects: bound("A") },
      { durableObjectNamespaces: keys(["A", false]) },
    ],
    [
      "a class without a binding has a namespace",
      { migrations: [{ tag: "v1", new_classes: ["A"] }] },
      { durableObjectNamespaces: keys(["A", false]) },
    ],
    [
      "renamed and deleted classes",
      {
        migrations: [
          { tag: "v1", new_sqlite_classes: ["A", "B"] },
          { tag: "v2", renamed_classes: [{ from: "A", to: "C" }], deleted_classes: ["B"] },
        ],
      },
      { durableObjectNamespaces: keys(["C", true]) },
    ],
    [
      "exports",
      { exports: { A: { type: "durable-object", storage: "sqlite" }, B: { type: "worker" } } },
      { durableObjectNamespaces: keys(["A", true]) },
    ],
  ])("%s", async (_, fields, config) => {
    const project = await readProject(await projectOf(fields));
    expect(project.config).toMatchObject(config);
    expect(project.leftOut).toEqual([]);
  });

  test("rules come before wrangler's own, and end those of their type", async () => {
    const text = { type: "Text", globs: ["**/*.md"] };
    const data = { type: "Data", globs: ["*.dat"], fallthrough: true };
    const { rules } = await readProject(await projectOf({ rules: [text, data] }));
    expect(rules.map(({ type, globs }) => `${type} ${String(globs)}`)).toEqual([
      "Text **/*.md",
      "Data *.dat",
      "Data **/*.bin",
      "CompiledWasm **/*.wasm",
    ]);
  });

  test("alias, define and assets", async () => {
    const root = await projectOf({
      alias: { a: "./b.ts" },
      define: { VERSION: '"1"' },
      assets: { directory: "public" },
    });
    expect(await readProject(root)).toMatchObject({
      alias: { a: "./b.ts" },
      define: { VERSION: '"1"' },
      assets: { directory: join(root, "public") },
    });
  });
});

describe("an environment", () => {
  test("inherits the date, but neither variables nor bindings; its name is a suffix", async () => {
    const root = await projectOf({
      ...objects,
      vars: { A: "1" },
      env: { next: { vars: { B: "2" } } },
    });
    const { name, config } = await readProject(root, { environment: "next" });
    expect(name).toBe("tea-next");
    expect(config).toMatchObject({
      compatibilityDate: "2026-05-01",
      durableObjectNamespaces: [{ className: "Timer", uniqueKey: "tea-next-Timer" }],
      bindings: { B: { text: "2" } },
    });
    expect(config.bindings).not.toHaveProperty("A");
    expect(config.bindings).not.toHaveProperty("TIMERS");
  });

  test("keeps a name of its own", async () => {
    const root = await projectOf({ env: { next: { name: "chai" } } });
    expect((await readProject(root, { environment: "next" })).name).toBe("chai");
  });
});

describe("secrets", () => {
  const files = { ".dev.vars": "A=secret\nB=b", ".dev.vars.next": "A=next", ".env": "C=c" };
  const read = async (options: object): Promise<unknown> => {
    const root = await projectOf({ vars: { A: "1" }, env: { next: {} } }, files);
    return (await readProject(root, options)).config.bindings;
  };

  test(".dev.vars goes before vars and .env", async () => {
    expect(await read({})).toEqual({ A: { text: "secret" }, B: { text: "b" } });
  });

  test("an environment's own .dev.vars replaces the other", async () => {
    expect(await read({ environment: "next" })).toEqual({ A: { text: "next" } });
  });

  test("are left out on request", async () => {
    expect(await read({ secrets: false })).toEqual({ A: { text: "1" } });
  });

  test(".env.local goes before .env", async () => {
    const root = await projectOf({}, { ".env": "A=1\nB=2", ".env.local": "A=3" });
    const { config } = await readProject(root);
    expect(config.bindings).toEqual({ A: { text: "3" }, B: { text: "2" } });
  });
});

test("one message lists what is left out, with the reason", async () => {
  const root = await projectOf({
    kv_namespaces: [{ binding: "KV", id: "1" }],
    queues: {},
    triggers: { crons: ["* * * * *"] },
    routes: ["example.com/*"],
    var: { A: 1 },
    services: [{ binding: "OTHER", service: "mail" }],
    durable_objects: { bindings: [{ name: "FAR", class_name: "Far", script_name: "far" }] },
    rules: [{ type: "PythonModule", globs: ["**/*.py"] }],
    assets: { directory: "public", binding: "ASSETS" },
  });
  const project = await readProject(root);
  expect(project.config.durableObjectNamespaces).toEqual([]);
  expect(leftOutMessage(project)).toBe(`tabd leaves out of ${root}/wrangler.json:
  kv_namespaces: tabd has no KV namespaces.
  triggers: tabd has no cron triggers.
  var: tabd does not know this field. Did you mean "vars"?
  durable_objects.bindings[0]: FAR is a class of the worker "far": tabd runs one worker, "tea".
  services[0]: OTHER is an entrypoint of the worker "mail": tabd runs one worker, "tea".
  assets.binding: the worker has no env.ASSETS: the page's own server serves the files.
  rules[0]: tabd has no modules of the type "PythonModule".`);
});

describe("a broken project", () => {
  test.each([
    [
      "a missing main",
      { main: undefined },
      "main is missing. Give the path of the worker's entry module.",
    ],
    [
      "a main that is no file",
      { main: "x.ts" },
      "main names x.ts, which does not exist. Correct the path.",
    ],
    ["a wrong type", { name: 1 }, "name must be a string that is not empty."],
    [
      "a binding without a class",
      { durable_objects: { bindings: [{ name: "A" }] } },
      "durable_objects.bindings[0].class_name is missing.",
    ],
    [
      "bindings that are no list",
      { durable_objects: { bindings: {} } },
      "durable_objects.bindings must be an array.",
    ],
    [
      "a migration of an unknown class",
      { migrations: [{ tag: "v1", deleted_classes: ["A"] }] },
      "migrations[0].deleted_classes names the class A, which no earlier migration creates. Correct the name.",
    ],
    [
      "a class that is created twice",
      { migrations: [{ tag: "v1", new_classes: ["A", "A"] }] },
      "migrations[0].new_classes creates the class A, which exists already. Delete the entry.",
    ],
  ])("%s is named", async (_, fields, message) => {
    const root = await projectOf(fields);
    await expect(readProject(root)).rejects.toThrow(`${root}/wrangler.json: ${message}`);
  });

  test.each([
    [
      "wrangler.jsonc",
      '{ "name": "tea",\n  main }',
      "InvalidSymbol at line 2, column 3. Correct the JSON.",
    ],
    ["wrangler.jsonc", "[]", "must contain an object: { name, main, compatibility_date, … }."],
    ["wrangler.toml", "name = ", "Invalid TOML document"],
  ])("%s that is %j is named with the place", async (name, text, message) => {
    const root = await folderOf({ [name]: text });
    await expect(readProject(root)).rejects.toThrow(`${root}/${name}: ${message}`);
  });

  test("a folder without a wrangler file", async () => {
    const root = await folderOf({ "a.ts": "" });
    await expect(readProject(root)).rejects.toThrow(`${root}: this folder has no wrangler file`);
    await expect(readProject(join(root, "b"))).rejects.toThrow(`${root}/b: does not exist.`);
  });

  test("an unknown environment", async () => {
    const root = await projectOf({ env: { staging: {} } });
    await expect(readProject(root, { environment: "stagin" })).rejects.toThrow(
      'env.stagin is missing. Did you mean "staging"?',
    );
  });
});
