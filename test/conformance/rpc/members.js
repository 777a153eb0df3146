// @ts-nocheck -- runs unchanged in workerd too
import { sequence } from "./describe.js";

/** Members of stubs and results. */
export function questions({ workers }) {
  const { RpcStub } = workers;
  return {
    "own property": (t) => t.stub.own,
    "own method": (t) => t.stub.ownMethod(),
    missing: (t) => t.stub.missing(),
    "missing property": (t) => t.stub.missing,
    "Object's methods": (t) => [String(t.stub), t.stub.hasOwnProperty("id")],
    env: (t) => t.stub.env,
    ctx: (t) => t.stub.ctx,
    getter: (t) => t.stub.getter,
    "call a getter": (t) => t.stub.getter(),
    "property of a getter": (t) => t.stub.getter.x,
    "a getter that throws": (t) => t.stub.fails,
    "a promised getter": (t) => t.stub.later,
    "property of a promised getter": (t) => t.stub.later.z,
    "an object": async (t) => Object.keys(await t.stub.object),
    "function of an object": (t) => t.stub.object.f(2),
    "deep function": (t) => t.stub.object.deep.g(),
    "deep number": (t) => t.stub.object.deep.n,
    "call a deep number": (t) => t.stub.object.deep.n(),
    "property of null": (t) => t.stub.object.deep.nothing.x,
    "property of a string": (t) => t.stub.object.deep.s.length,
    "property of undefined": (t) => t.stub.object.zzz.y.x,
    "call a function property": (t) => t.stub.function(1),
    "await a function property": async (t) => (await t.stub.function)(5),
    "await a method": async (t) => (await t.stub.count)(1, 2),
    "name of a method": (t) => t.stub.echo.name,
    "call of a method": (t) => t.stub.echo.call(null, 1),
    "bind of a method": (t) => t.stub.echo.bind(null),
    "empty name": (t) => t.stub[""](),
    "keys of this": (t) => t.stub.keys(),
    "unbound method": (t) => (0, t.stub.echo)(3),
    ...Object.fromEntries(
      ["alarm", "webSocketMessage", "webSocketClose", "webSocketError", "dup"].flatMap((name) => [
        [`call ${name}`, (t) => t.stub[name]()],
        [`read ${name}`, (t) => t.stub[name]],
        [`call ${name} of a service`, (t) => t.service[name]()],
      ]),
    ),
    "a service's members": async (t) =>
      sequence(
        () => t.service.hi(),
        () => t.service.getter,
        () => t.service.own,
        () => t.service.env,
        () => t.service.scheduled(),
      ),
    "a class without RPC": (t) => t.plain.getByName("a").method(),
    "a property of a class without RPC": (t) => t.plain.getByName("a").method,
    "fetch of a class without RPC": async (t) =>
      (await t.plain.getByName("a").fetch("http://x/")).text(),

    "members of a target": async (t) => {
      const child = await t.stub.child();
      return sequence(
        () => child.hello("a"),
        () => child.number,
        () => child.number.x,
        () => child.own,
        () => child.made(),
        () => child.nested.a.b,
        () => child.nested.a.f(1),
        () => child.nested.a.b(1),
        () => child.nested.a.zzz,
        () => child.nested.a.zzz.y,
        () => child.throws(),
        () => child(),
        () => child.hasOwnProperty("x"),
      );
    },
    "calls on results": async (t) =>
      sequence(
        () => t.stub.child().hello("a"),
        () => t.stub.child().child().hello("b"),
        () => t.stub.inObject().child.hello("c"),
        () => t.stub.inObject().n,
        () => t.stub.inObject().n(),
        () => t.stub.inObject().none,
        () => t.stub.inObject().none(),
        () => t.stub.echo(5).x,
        () => t.stub.echo(5).x(),
        () => t.stub.nothing().x(),
        () => t.stub.echo(new Map()).get("a"),
        () => t.stub.echo([1]).length,
        () => t.stub.echo("abc").length,
        () => t.stub.echo(new Date(5)).getTime(),
        () => t.stub.adder()(4),
        () => t.stub.throw("range").foo(),
        () => t.stub.inObject().dup(),
        () => t.stub.inObject().child.dup(),
        () => t.stub.service().hi(),
        () => t.stub.inService().service.hi(),
        async () => (await t.stub.service().fetch("http://x/")).text(),
        () => t.stub.relay(),
      ),
    "calls on a result that is there": async (t) => {
      const object = t.stub.inObject();
      await object;
      const number = t.stub.echo(5);
      await number;
      const getter = t.stub.object;
      await getter;
      return sequence(
        () => object.child.hello("z"),
        () => object.n,
        () => number.x,
        () => number.x(),
        () => getter.f(3),
      );
    },
    "awaiting twice": async (t) => {
      const result = t.stub.inObject();
      const property = t.stub.object;
      return [(await result) === (await result), (await property) === (await property)];
    },
    depth: (t) => {
      const depthOf = (root) => {
        let property = root;
        for (let names = 0; ; names++) {
          try {
            property = property.x;
          } catch (error) {
            return [names, error.name, error.message];
          }
        }
      };
      return [depthOf(t.stub), depthOf(t.stub.echo(1)), depthOf(new RpcStub({}))];
    },
  };
}
