import { afterAll, describe, expect, test } from "vitest";
import * as workers from "../../../src/api/cloudflare-workers.ts";
import { setWorkerScope } from "../../../src/api/worker-scope.ts";

afterAll(() => setWorkerScope({ env: {}, exports: {} }));

test("has the exports of workerd's module", () => {
  expect(Object.keys(workers).toSorted()).toEqual([
    "DurableObject",
    "RpcPromise",
    "RpcProperty",
    "RpcStub",
    "RpcTarget",
    "ServiceStub",
    "WorkerEntrypoint",
    "WorkflowEntrypoint",
    "abortIsolate",
    "cache",
    "env",
    "exports",
    "restore",
    "tracing",
    "waitUntil",
    "withEnv",
    "withEnvAndExports",
    "withExports",
  ]);
  expect(String(workers.restore)).toBe("Symbol(cloudflare:workers:restore)");
});

test.each<[string, unknown, string]>([
  ["DurableObject", workers.DurableObject, "DurableObject"],
  ["RpcTarget", workers.RpcTarget, "RpcTarget"],
  ["RpcStub", workers.RpcStub, "RpcStub"],
  ["ServiceStub", workers.ServiceStub, "Fetcher"],
  ["WorkerEntrypoint", workers.WorkerEntrypoint, "WorkerEntrypoint"],
])("the name of %s", (_what, exported, name) => {
  expect((exported as { name: string }).name).toBe(name);
});

describe("env and exports", () => {
  test("env shows the worker's bindings and keeps assignments", () => {
    const env: Record<string, unknown> = { A: 1 };
    setWorkerScope({ env });
    expect([workers.env["A"], workers.env["B"], "A" in workers.env]).toEqual([1, undefined, true]);
    workers.env["B"] = 2;
    expect([env["B"], Object.keys(workers.env), { ...workers.env }]).toEqual([
      2,
      ["A", "B"],
      { A: 1, B: 2 },
    ]);
    delete workers.env["A"];
    expect(Object.keys(env)).toEqual(["B"]);
    setWorkerScope({ env: { C: 3 } });
    expect(Object.keys(workers.env)).toEqual(["C"]);
  });

  test("assignments to exports have no effect", () => {
    const own: Record<string, unknown> = { Room: 1 };
    setWorkerScope({ exports: own });
    workers.exports["Room"] = 2;
    workers.exports["Other"] = 3;
    delete workers.exports["Room"];
    expect([own, workers.exports["Room"]]).toEqual([{ Room: 1 }, 1]);
  });

  test("a frozen binding is shown", () => {
    setWorkerScope({ env: Object.freeze({ A: 1 }) });
    expect({ ...workers.env }).toEqual({ A: 1 });
  });
});

describe("withEnv(), withExports(), withEnvAndExports()", () => {
  test("show another object while they run", () => {
    setWorkerScope({ env: { A: 1 }, exports: { Room: 1 } });
    const seen = (): unknown => [workers.env["A"], workers.exports["Room"]];
    expect([
      workers.withEnv({ A: 2 }, seen),
      workers.withExports({ Room: 3 }, seen),
      workers.withEnvAndExports({ A: 4 }, undefined, seen),
      seen(),
    ]).toEqual([
      [2, 1],
      [1, 3],
      [4, 1],
      [1, 1],
    ]);
  });

  test("follow promises", async () => {
    setWorkerScope({ env: { A: 1 } });
    const seen = workers.withEnv({ A: 2 }, () => Promise.resolve().then(() => workers.env["A"]));
    expect([await seen, workers.env["A"]]).toEqual([2, 1]);
  });
});

test.each<[string, () => unknown, string]>([
  [
    "abortIsolate()",
    () => workers.abortIsolate(),
    "abortIsolate() is not supported in tabd: the page ends the host by server.kill().",
  ],
  [
    "new WorkflowEntrypoint()",
    () => new workers.WorkflowEntrypoint(),
    "WorkflowEntrypoint is not implemented in tabd yet",
  ],
])("%s throws that it is missing", (_what, use, message) => {
  expect(use).toThrow(new Error(message));
});

test.each<[string, () => unknown, string]>([
  [
    "DurableObject",
    () => new workers.DurableObject({} as never, {}),
    "Failed to construct 'DurableObjectBase': constructor parameter 1 is not of type " +
      "'DurableObjectState'.",
  ],
  [
    "WorkerEntrypoint",
    () => new workers.WorkerEntrypoint(undefined as never, {}),
    "Failed to construct 'WorkerEntrypoint': constructor parameter 1 is not of type 'Object'.",
  ],
])("%s requires an object of the runtime", (_what, make, message) => {
  expect(make).toThrow(new TypeError(message));
});

test("waitUntil() accepts any value, and a rejection has no effect", async () => {
  expect(workers.waitUntil(5)).toBeUndefined();
  expect(workers.waitUntil(Promise.reject(new Error("later")))).toBeUndefined();
  await new Promise((resolve) => setTimeout(resolve, 1));
});
