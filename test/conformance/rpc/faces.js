// @ts-nocheck -- runs unchanged in workerd too
import { sequence } from "./describe.js";

/** The types and names of stubs, ids and namespaces, and the calls they refuse. */
export function questions({ workers }) {
  const { RpcPromise, RpcProperty, RpcStub, RpcTarget } = workers;
  return {
    "JSON of stubs": async (t) => {
      const child = await t.stub.child();
      const values = [t.stub, t.service, child, t.stub.child(), t.stub.getter];
      return values.map((value) => [JSON.stringify(value), JSON.stringify({ value })]);
    },
    "toJSON is a method": async (t) =>
      sequence(
        () => t.stub.toJSON(),
        () => t.stub.toJSON,
      ),
    "types and names of stubs and ids": async (t) => {
      const face = (value) => [typeof value, value.constructor.name, String(value)];
      const stub = new RpcStub(() => 1);
      return [
        face(t.stub),
        face(t.stub.echo),
        face(t.stub.echo(1)),
        face(stub),
        face(t.service),
        face(t.actors),
        face(new RpcTarget()),
        [Object.keys(t.stub), Object.keys(t.stub.echo), Object.keys(t.stub.echo(1))],
        ["foo" in t.stub, "then" in t.stub, "foo" in stub, "then" in stub, "foo" in t.stub.echo],
        [typeof t.stub.echo.then, typeof t.stub.echo.catch, typeof t.stub.echo(1).finally],
        [typeof t.stub[Symbol.dispose], typeof t.stub.echo[Symbol.dispose]],
        [typeof t.stub.echo(1)[Symbol.dispose], typeof stub[Symbol.dispose], typeof stub.dup],
        [t.stub.echo instanceof RpcProperty, t.stub.echo(1) instanceof RpcPromise],
        // oxlint-disable-next-line unicorn/no-instanceof-builtins -- the instance check is the test
        [t.stub.echo instanceof Function, t.stub.echo(1) instanceof Promise],
        [String(t.stub[5]), String(t.stub[Symbol.iterator]), String(stub.then)],
        (await stub) === stub,
      ];
    },
    "own properties of a stub": (t) => {
      const { writable, enumerable, configurable } = Object.getOwnPropertyDescriptor(t.stub, "id");
      t.stub.mine = 5;
      return [writable, enumerable, configurable, t.stub.mine, Object.keys(t.stub)];
    },
    "stubs and ids": (t) => {
      const id = t.actors.idFromName("x");
      const stub = t.actors.get(id);
      const unnamed = t.actors.get(t.actors.newUniqueId());
      return [
        stub.id === id,
        stub.name,
        Object.keys(unnamed),
        String(unnamed.name),
        Object.keys(id),
        Object.getOwnPropertyDescriptor(id, "name"),
        t.actors.get(t.plain.idFromName("x")).id.equals(id),
        t.actors.idFromName(5).name,
        t.actors.jurisdiction(null).constructor.name,
      ];
    },
    ...Object.fromEntries(
      Object.entries({
        "get()": (t) => t.actors.get(),
        "get(text)": (t) => t.actors.get("abc"),
        "get({})": (t) => t.actors.get({}),
        "routing mode": (t) => t.actors.get(t.actors.newUniqueId(), { routingMode: "x" }),
        "getByName()": (t) => t.actors.getByName(),
        "idFromName()": (t) => t.actors.idFromName(),
        "idFromString()": (t) => t.actors.idFromString(),
        "idFromString(zz)": (t) => t.actors.idFromString("zz"),
        "idFromString(other)": (t) => t.actors.idFromString(String(t.plain.newUniqueId())),
        "equals(text)": (t) => t.actors.idFromName("5").equals("x"),
        "newUniqueId(eu)": (t) => t.actors.newUniqueId({ jurisdiction: "eu" }),
        "jurisdiction(eu)": (t) => t.actors.jurisdiction("eu"),
        "new namespace": (t) => new t.actors.constructor(),
        "new stub": (t) => new t.stub.constructor(),
      }).map(([name, refused]) => [`refuse ${name}`, refused]),
    ),
  };
}
