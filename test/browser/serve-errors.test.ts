import { ConfigError, serve, type WorkerConfig } from "tabd";
import { expect, onTestFinished, test } from "vitest";

import {
  bundled,
  modules,
  newDisk,
  PATIENCE,
  rejection,
  start,
  thingsOn,
} from "./serving/serving.ts";

/** Starts a Web Worker that runs `text` as a module. */
function workerOf(text: string): Worker {
  const url = URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
  onTestFinished(() => URL.revokeObjectURL(url));
  return new Worker(url, { type: "module" });
}

/** Whether a host holds the lock of this disk or waits for it. */
async function isLocked(name: string): Promise<boolean> {
  const { held = [], pending = [] } = await navigator.locks.query();
  return [...held, ...pending].some((lock) => lock.name === `tabd:disk:${name}`);
}

const disk = "never opened";

const SILENT = "a script that never answers";

test.each<[string, Partial<WorkerConfig>, string]>([
  [
    "an unknown class of a binding",
    { bindings: { A: { durableObjectNamespace: "Thin" } } },
    "bindings.A.durableObjectNamespace: ",
  ],
  [
    "two namespaces with the same uniqueKey",
    {
      durableObjectNamespaces: [
        { className: "Thing", uniqueKey: "k" },
        { className: "Other", uniqueKey: "k" },
      ],
    },
    "durableObjectNamespaces[1].uniqueKey: ",
  ],
  [
    "no storage for a namespace that needs it",
    { durableObjectStorage: "none" },
    "durableObjectStorage: ",
  ],
  ["a date in the future", { compatibilityDate: "2999-01-01" }, "compatibilityDate: Can't set"],
  ["missing code", { modules: undefined }, "modules: "],
  [
    "a worker function that returns no Worker",
    { modules: undefined, worker: () => ({}) as Worker },
    "worker: ",
  ],
])("the page refuses %s", async (_, change, field) => {
  const error = await rejection(serve(thingsOn(disk, change as WorkerConfig)));
  expect(error).toBeInstanceOf(ConfigError);
  expect(error.message.startsWith(field)).toBe(true);
});

test.each<[string, Partial<WorkerConfig>, RegExp]>([
  [
    "a class that is not exported",
    { durableObjectNamespaces: [{ className: "Thin", uniqueKey: "k" }], bindings: {} },
    /^durableObjectNamespaces\[0\]\.className: .*no such Durable Object class is exported/,
  ],
  [
    "a class that a bundled worker does not export",
    {
      modules: undefined,
      worker: bundled,
      durableObjectNamespaces: [{ className: "Thin", uniqueKey: "k" }],
      bindings: {},
    },
    /^durableObjectNamespaces\[0\]\.className: .*no such Durable Object class is exported/,
  ],
  [
    "an export that is not a class",
    { modules: { "a.js": "export const Thing = {};" } },
    /^durableObjectNamespaces\[0\]\.className: the worker exports "Thing", but it is not a class\.$/,
  ],
  [
    "an entrypoint that is not exported",
    { bindings: { A: { service: { entrypoint: "Nobody" } } } },
    /^bindings\.A\.service\.entrypoint: .*no such named entrypoint/,
  ],
  [
    "a syntax error",
    { modules: { "a.ts": "export const a = 1;\nlet b: = 2;" } },
    /^Unexpected token\n {2}at a\.ts:2:8$/,
  ],
  [
    "an import of a missing module",
    { modules: { "a.js": `\nimport "./b.js";` } },
    /^No such module "b\.js"\.\n {2}imported from "a\.js", line 2/,
  ],
  [
    "a module that throws",
    { modules: { "a.js": `throw new RangeError("top level")` } },
    /^top level\n {2}at a\.js:1$/,
  ],
])("the host refuses %s", async (_, change, message) => {
  const free = newDisk();
  const error = await rejection(serve(thingsOn(free, change as WorkerConfig)));
  expect(error.message).toMatch(message);
  expect(Object.hasOwn(error, "remote")).toBe(false);
  await expect.poll(() => isLocked(free), { timeout: PATIENCE }).toBe(false);
});

test.each<[string, () => Worker, RegExp]>([
  [
    "a missing script",
    () => new Worker("/no/such/script.js", { type: "module" }),
    /^The Web Worker that `worker` makes did not start: its script was not found/,
  ],
  [
    "a script with a syntax error",
    () => workerOf("let a = ;"),
    /^The Web Worker that `worker` makes did not start: .* is not a JavaScript module/,
  ],
  [
    "a script that throws",
    () => workerOf(`\nthrow new TypeError("no");\n//# sourceURL=bad.js`),
    /^The script of the Web Worker that `worker` makes failed: Uncaught TypeError: no \(bad\.js:2:7\)$/,
  ],
  [
    SILENT,
    () => workerOf(`setInterval(() => {}, 1000);`),
    /^The Web Worker that `worker` makes did not answer within 0\.5 s\. Its script must call host\(\)/,
  ],
  [
    "a script that sends another message",
    () => workerOf(`postMessage("hello");`),
    /does not speak tabd's protocol/,
  ],
  [
    "a host of another version",
    () => workerOf(`postMessage({ tabd: 99 });`),
    /^The other end speaks version 99 of tabd's protocol, this one version \d+/,
  ],
])("serve() refuses a worker that is not a host: %s", async (name, worker, message) => {
  const config = thingsOn(disk, { modules: undefined as never, worker });
  const patience = name === SILENT ? 500 : PATIENCE;
  const error = await rejection(serve(config, { patience }));
  expect(error.message).toMatch(message);
});

test("a call of a class whose constructor throws fails with the thrown error", async () => {
  const server = await start(
    thingsOn(newDisk(), {
      modules: {
        ...modules,
        "thing.ts": `export class Thing { constructor() { throw new RangeError("not today"); } }`,
      },
    }),
  );
  const error = await rejection(server.env["THINGS"].getByName("a").anything());
  expect(error).toMatchObject({ name: "RangeError", message: "not today" });
});
