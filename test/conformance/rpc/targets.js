// @ts-nocheck -- runs unchanged in workerd too
import { sequence } from "./describe.js";

/** Values that stubs can wrap, and their members. */
export function questions({ classes, workers }) {
  const { Foo } = classes;
  const { RpcPromise, RpcProperty, RpcStub, RpcTarget } = workers;
  return {
    "a stub of a plain object": async () => {
      const stub = new RpcStub({
        a: 1,
        f: () => 2,
        o: {
          z: 3,
          g() {
            return this.z;
          },
          dup: 6,
        },
        list: [{ f: () => 1 }],
        map: new Map(),
        date: new Date(0),
        foo: new Foo(),
        bare: Object.assign(Object.create(null), { x: 1 }),
        promise: Promise.resolve({ a: 1 }),
        stub: new RpcStub({ z: () => "z", v: 3 }),
      });
      return sequence(
        () => stub.a,
        () => stub.f(),
        () => stub.o.z,
        () => stub.o.g(),
        () => stub.o.dup,
        () => stub.list.length,
        () => stub.map.size,
        () => stub.date.getTime(),
        () => stub.foo.x,
        () => stub.foo.m(),
        () => stub.foo,
        () => stub.bare.x,
        () => stub.promise.a,
        () => stub.promise,
        () => stub.stub.z(),
        () => stub.stub.v,
        async () => (await stub.stub).constructor.name,
      );
    },
    "a service in an object": async (t) => {
      const stub = new RpcStub({ service: t.service });
      return sequence(
        () => stub.service.hi(),
        () => stub.service.getter,
        async () => (await stub.service).constructor.name,
        async () => (await stub.service.fetch("http://x/")).text(),
      );
    },
    "a promise in an object": async (t) => {
      const stub = new RpcStub({ promise: t.stub.inObject() });
      return sequence(() => stub.promise.child.hello("a"));
    },
    "a stub of a function": async () => {
      const stub = new RpcStub(
        Object.assign(function named(_a) {}, {
          a: 5,
          m() {
            return typeof this;
          },
        }),
      );
      return sequence(
        () => stub(),
        () => stub.a,
        () => stub.m(),
        () => stub.length,
        () => stub.name,
        () => stub.call(),
      );
    },
    "a stub of a class": async () => {
      const stub = new RpcStub(
        class A {
          static s() {
            return "static";
          }
        },
      );
      return sequence(() => stub.s());
    },
    "names that targets do not reserve": async () => {
      const stub = new RpcStub(
        new (class extends RpcTarget {
          alarm() {
            return "alarm";
          }

          connect() {
            return "connect";
          }

          fetch(value) {
            return `fetch ${value}`;
          }
        })(),
      );
      return sequence(
        () => stub.alarm(),
        () => stub.connect(),
        () => stub.fetch(1),
      );
    },
    "inherited and hidden": async () => {
      class A extends RpcTarget {
        a() {
          return "a";
        }

        hidden() {
          return "class";
        }
      }
      class B extends A {
        constructor() {
          super();
          this.hidden = () => "own";
        }

        b() {
          return "b";
        }

        toString() {
          return "text";
        }
      }
      const stub = new RpcStub(new B());
      return sequence(
        () => stub.a(),
        () => stub.b(),
        () => stub.hidden(),
      );
    },
    "a Proxy of a target": async () => {
      class A extends RpcTarget {
        m() {
          return "m";
        }
      }
      const proxy = new Proxy(new A(), {
        get: (target, name) => (name === "dynamic" ? () => "dynamic" : Reflect.get(target, name)),
      });
      const stub = new RpcStub(proxy);
      return sequence(
        () => stub.m(),
        () => stub.dynamic(),
      );
    },
    "a stub of a stub": () => new RpcStub(new RpcStub(() => 1)).constructor.name,
    ...Object.fromEntries(
      Object.entries({
        nothing: () => [],
        number: () => [5],
        null: () => [null],
        instance: () => [new Foo()],
        array: () => [[]],
        map: () => [new Map()],
        nullPrototype: () => [Object.create(null)],
      }).map(([name, args]) => [
        `a stub of ${name}`,
        () => new RpcStub(...args()).constructor.name,
      ]),
    ),
    "a stub of a Durable Object's stub": (t) => new RpcStub(t.stub).constructor.name,
    "new RpcPromise": () => new RpcPromise(),
    "new RpcProperty": () => new RpcProperty(),
  };
}
