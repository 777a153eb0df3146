import { expect, test } from "vitest";
import { type ActorId, ActorIdFactory } from "../../../../src/codec/actor-id.ts";
import { BrokenHook } from "../../../../src/rpc/broken-hook.ts";
import { toDurableObjectId } from "../../../../src/rpc/bindings/durable-object-id.ts";
import {
  makeColoLocalNamespace,
  type DurableObjectNamespace,
  makeNamespace,
} from "../../../../src/rpc/bindings/durable-object-namespace.ts";
import { type AnyStub, failure } from "../ends.ts";

const asked: ActorId[] = [];
const hook = (id: ActorId): BrokenHook => {
  asked.push(id);
  return new BrokenHook(new Error(`call of ${id.name ?? id.hex}`));
};
const namespace = makeNamespace({ ids: new ActorIdFactory("mykey"), hook });
const other = makeNamespace({ ids: new ActorIdFactory("other"), hook });
const NAME_ID = "3652ef6221834806dc8df802d1d216e27b7d07e0a6b7adf6cfdaeec90f06459a";

test.each<[string, object, string]>([
  ["a namespace", namespace, "DurableObjectNamespace"],
  ["an id", namespace.idFromName("a"), "DurableObjectId"],
  ["a stub", namespace.getByName("a"), "DurableObject"],
  ["an ephemeral namespace", makeColoLocalNamespace(hook), "ColoLocalActorNamespace"],
])("the class of %s", (_what, object, name) => {
  expect(object.constructor.name).toBe(name);
  expect(Object.prototype.toString.call(object)).toBe(`[object ${name}]`);
});

test("ids are the same as in workerd", () => {
  const id = namespace.idFromName("name");
  expect([String(id), id.name, id.jurisdiction]).toEqual([NAME_ID, "name", undefined]);
  expect(Object.keys(id)).toEqual(["jurisdiction", "name"]);
  expect(namespace.idFromString(NAME_ID.toUpperCase()).toString()).toBe(NAME_ID);
  expect(namespace.idFromString(NAME_ID).name).toBeUndefined();
  expect(namespace.newUniqueId().name).toBeUndefined();
  expect(namespace.idFromName(5 as never).name).toBe("5");
  expect(id.equals(namespace.idFromString(NAME_ID))).toBe(true);
  expect(id.equals(other.idFromName("name"))).toBe(false);
  expect(() => Object.assign(id, { name: "b" })).toThrow(TypeError);
});

test("stubs have only the own properties name and id", () => {
  const id = namespace.idFromName("a");
  const stub: AnyStub = namespace.get(id);
  expect(Object.keys(stub)).toEqual(["name", "id"]);
  expect([stub.id === id, stub.name]).toEqual([true, "a"]);
  expect([typeof stub, stub.then, "then" in stub, "any" in stub]).toEqual([
    "object",
    undefined,
    false,
    true,
  ]);
  expect(() => Object.assign(stub, { id: 1 })).toThrow(TypeError);
  stub.mine = 5;
  expect(stub.mine).toBe(5);
  const unnamed = namespace.get(namespace.newUniqueId());
  expect([Object.keys(unnamed), unnamed.name]).toEqual([["name", "id"], undefined]);
});

test("get() accepts the engine's ids of any namespace", () => {
  const id = toDurableObjectId(new ActorIdFactory("other").idFromName("b"));
  expect(namespace.get(id).id).toBe(id);
});

test("each get() makes a hook and no call", async () => {
  asked.length = 0;
  const stub: AnyStub = namespace.getByName("name");
  namespace.getByName("name");
  expect(asked.map((id) => id.hex)).toEqual([NAME_ID, NAME_ID]);
  expect((await failure(() => stub.anything())).message).toBe("call of name");
  expect((await failure(() => stub.fetch("http://a/"))).message).toBe("call of name");
});

test("a jurisdiction of null means no restriction", () => {
  expect(namespace.jurisdiction(null).idFromName("name").toString()).toBe(NAME_ID);
  expect(namespace.newUniqueId({ jurisdiction: null }).toString()).toMatch(/^[0-9a-f]{64}$/);
});

const parameter = (method: string, type: string, of = "DurableObjectNamespace"): string =>
  `Failed to execute '${method}' on '${of}': parameter 1 is not of type '${type}'.`;
const JURISDICTION = "Jurisdiction restrictions are not implemented in workerd.";
const loose = namespace as unknown as Record<keyof DurableObjectNamespace, AnyStub>;

test.each<[string, () => unknown, ErrorConstructor, string]>([
  ["get()", () => loose.get(), TypeError, parameter("get", "DurableObjectId")],
  ["get(text)", () => loose.get(NAME_ID), TypeError, parameter("get", "DurableObjectId")],
  ["get({})", () => loose.get({}), TypeError, parameter("get", "DurableObjectId")],
  ["getByName()", () => loose.getByName(), TypeError, parameter("getByName", "string")],
  ["idFromName()", () => loose.idFromName(), TypeError, parameter("idFromName", "string")],
  ["idFromString()", () => loose.idFromString(), TypeError, parameter("idFromString", "string")],
  [
    "an invalid id",
    () => namespace.idFromString("zz"),
    TypeError,
    "Invalid Durable Object ID: must be 64 hex digits",
  ],
  [
    "an id of another namespace",
    () => namespace.idFromString(String(other.newUniqueId())),
    TypeError,
    "Durable Object ID is not valid for this namespace.",
  ],
  [
    "another routing mode",
    () => loose.get(namespace.newUniqueId(), { routingMode: "x" }),
    RangeError,
    "unknown routingMode: x",
  ],
  [
    "equals(text)",
    () => namespace.idFromName("a").equals("a" as never),
    TypeError,
    parameter("equals", "DurableObjectId", "DurableObjectId"),
  ],
  ["a jurisdiction", () => namespace.jurisdiction("eu"), Error, JURISDICTION],
  ["an id in one", () => namespace.newUniqueId({ jurisdiction: "eu" }), Error, JURISDICTION],
  [
    "new namespace",
    () => new (namespace as AnyStub).constructor(),
    TypeError,
    "Illegal constructor",
  ],
  [
    "new id",
    () => new (namespace.newUniqueId() as AnyStub).constructor(),
    TypeError,
    "Illegal constructor",
  ],
  [
    "new stub",
    () => new (namespace.getByName("a") as AnyStub).constructor(),
    TypeError,
    "Illegal constructor",
  ],
  [
    "an ephemeral id that is empty",
    () => makeColoLocalNamespace(hook).get(""),
    TypeError,
    "Actor ID length must be in the range [1, 2048].",
  ],
  [
    "an ephemeral id that is too long",
    () => makeColoLocalNamespace(hook).get("x".repeat(2049)),
    TypeError,
    "Actor ID length must be in the range [1, 2048].",
  ],
])("refuses %s", (_what, call, type, message) => {
  expect(call).toThrow(new type(message));
  expect(call).toThrow(type);
});
