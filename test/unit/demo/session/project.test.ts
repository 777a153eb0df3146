import { expect, test } from "vitest";
import {
  COMPATIBILITY_DATE,
  type Project,
  withNamespacesOfCode,
  workerConfig,
} from "../../../../demo/session/project.ts";
import { loadProblem, runProblem } from "../../../../demo/session/source-places.ts";

function projectOf(
  files: Project["files"],
  namespaces: Project["config"]["namespaces"] = [],
): Project {
  return {
    name: "tea",
    files,
    config: { main: "index.ts", compatibilityDate: COMPATIBILITY_DATE, namespaces },
  };
}

const namespacesOf = (project: Project): string[] =>
  withNamespacesOfCode(project).config.namespaces.map(
    ({ className, binding }) => `${binding}=${className}`,
  );

test.each<[string, Project["files"], string[]]>([
  [
    "a class",
    { "index.ts": "export class ChatRoom extends DurableObject<Env> {}" },
    ["CHAT_ROOM=ChatRoom"],
  ],
  [
    "a class with generics and interfaces",
    { "index.ts": "  export class A1<T extends object>\n  extends DurableObject implements B {}" },
    ["A1=A1"],
  ],
  [
    "no class that is not an exported Durable Object",
    { "index.ts": "export class A {}\nclass B extends DurableObject {}" },
    [],
  ],
  [
    "a re-exported class",
    { "index.ts": `export { A } from "./a.ts"`, "a.ts": "export class A extends DurableObject {}" },
    ["A=A"],
  ],
  [
    "a class of export *",
    { "index.ts": `export * from "./a.ts"`, "a.ts": "export class A extends DurableObject {}" },
    ["A=A"],
  ],
  [
    "no class of a file that is not re-exported",
    { "index.ts": "", "a.ts": "export class A extends DurableObject {}" },
    [],
  ],
])("namespaces come from the code: %s", (_, files, expected) => {
  expect(namespacesOf(projectOf(files))).toEqual(expected);
});

test("a configured binding stays while the code exports its class", () => {
  const configured = [
    { className: "A", binding: "MY_A" },
    { className: "Gone", binding: "GONE" },
  ];
  const files = {
    "index.ts": "export { A } from './lib.js';\nexport class B extends DurableObject {}",
  };
  expect(namespacesOf(projectOf(files, configured))).toEqual(["MY_A=A", "B=B"]);
});

test("the entry is the first module, and unique keys are wrangler's", () => {
  const files = { "a.ts": "", "index.ts": "export class A extends DurableObject {}" };
  const config = workerConfig(withNamespacesOfCode(projectOf(files)), "disk");
  expect(Object.keys(config.modules ?? {})).toEqual(["index.ts", "a.ts"]);
  expect(config.durableObjectNamespaces).toEqual([
    { className: "A", uniqueKey: "tea-A", enableSql: true },
  ]);
  expect(() => workerConfig(projectOf({ "a.ts": "" }), "disk")).toThrow("The entry file index.ts");
});

const paths = ["index.ts", "lib/index.ts", "words.ts"];

test.each<[string, string, object | undefined]>([
  [
    "a syntax error",
    "Unexpected token\n  at words.ts:2:8",
    { path: "words.ts", line: 2, column: 8 },
  ],
  ["the file in a folder", "Bad\n  at lib/index.ts:3", { path: "lib/index.ts", line: 3 }],
  [
    "an import that is not found",
    `No such module "b.js".\n  imported from "index.ts", line 2\nGive it`,
    { path: "index.ts", line: 2 },
  ],
  ["no place", "somewhere", undefined],
  ["another file", "Bad\n  at other.ts:3:1", undefined],
])("a load error shows its place: %s", (_, message, place) => {
  const error = new SyntaxError(message);
  error.stack = "";
  const found = loadProblem(error, paths);
  if (place === undefined) expect(found).toBeUndefined();
  else expect(found).toMatchObject({ ...place, when: "load" });
});

test("an error of an alarm shows the first user frame of its stack", () => {
  const stack =
    "Error: no\n  at https://x/host-entry.js:1:2\n  at Tea.alarm (index.ts:7:11)\n  at words.ts:1:1";
  const event = { type: "actor-broken", error: { name: "Error", message: "no\nmore", stack } };
  expect(runProblem(event as never, paths)).toEqual({
    path: "index.ts",
    line: 7,
    column: 11,
    message: "Error: no",
    when: "run",
  });
});
