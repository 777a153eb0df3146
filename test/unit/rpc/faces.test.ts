import { expect, test } from "vitest";
import { RpcPromise, RpcProperty } from "../../../src/rpc/rpc-promise.ts";
import { RpcStub } from "../../../src/rpc/rpc-stub.ts";
import { RpcTarget } from "../../../src/rpc/rpc-target.ts";
import { type AnyStub, entrypoint } from "./ends.ts";

test.each<[string, () => object, string, string, string]>([
  ["RpcStub", () => new RpcStub(() => 1), "RpcStub", "function", "[object JsRpcStub]"],
  ["RpcPromise", () => anyStub().f(), "RpcPromise", "function", "[object JsRpcPromise]"],
  ["RpcProperty", () => anyStub().f, "RpcProperty", "function", "[object JsRpcProperty]"],
  ["RpcTarget", () => new RpcTarget(), "RpcTarget", "object", "[object JsRpcTarget]"],
  ["Fetcher", () => entrypoint({}), "Fetcher", "object", "[object Fetcher]"],
])("%s has workerd's class name, type and tag", (_what, make, name, type, tag) => {
  const object = make();
  expect(object.constructor.name).toBe(name);
  expect(typeof object).toBe(type);
  expect(String(object)).toBe(tag);
  expect(Reflect.ownKeys(object)).toEqual([]);
  // oxlint-disable-next-line unicorn/no-instanceof-builtins -- the instance check is the test
  expect(object instanceof Function).toBe(false);
});

function anyStub(): AnyStub {
  return new RpcStub({ f: () => 1 });
}

test("promises and properties are thenable, stubs are not", () => {
  const stub = anyStub();
  expect([stub.then, "then" in stub, "anything" in stub]).toEqual([undefined, false, true]);
  expect(stub.f() instanceof RpcPromise).toBe(true);
  expect(stub.f instanceof RpcProperty).toBe(true);
  expect(typeof stub.f().then).toBe("function");
  expect(typeof stub.f[Symbol.dispose]).toBe("undefined");
  expect(typeof stub.f()[Symbol.dispose]).toBe("function");
  expect(stub[5]).toBeUndefined();
  expect(stub[Symbol.iterator]).toBeUndefined();
});

test.each<[string, () => unknown, string]>([
  ["a promise", () => new RpcPromise(), "Illegal constructor"],
  ["a property", () => new RpcProperty(), "Illegal constructor"],
  [
    "a stub of a number",
    () => new RpcStub(5 as never),
    "Failed to construct 'JsRpcStub': constructor parameter 1 is not of type 'Object'.",
  ],
  [
    "a stub of an instance",
    () => new RpcStub(new Date()),
    "RpcStubs can only wrap plain objects, functions, and RpcTarget derivatives.",
  ],
  [
    "a stub of a service",
    () => new RpcStub(entrypoint({})),
    "RpcStubs can only wrap plain objects, functions, and RpcTarget derivatives.",
  ],
])("code cannot construct %s", (_what, make, message) => {
  expect(make).toThrow(new TypeError(message));
});
