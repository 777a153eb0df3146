// @ts-nocheck -- runs unchanged in workerd too
import { sequence } from "./describe.js";

/** When stubs and targets are disposed, and the order of calls. */
export function questions({ classes, workers }) {
  const { Child } = classes;
  const { RpcStub } = workers;
  return {
    "dispose a result": async (t) => {
      const result = await t.stub.inObject();
      const { enumerable, writable, configurable } = Object.getOwnPropertyDescriptor(
        result,
        Symbol.dispose,
      );
      result[Symbol.dispose]();
      const used = await sequence(() => result.child.hello("a"));
      await t.wait(20);
      return [enumerable, writable, configurable, used, await t.stub.takeLog()];
    },
    "dispose a Map": async (t) => {
      const result = await t.stub.inMap();
      result[Symbol.dispose]();
      await t.wait(20);
      return t.stub.takeLog();
    },
    "dispose a promise": async (t) => {
      const promise = t.stub.inObject();
      promise[Symbol.dispose]();
      const used = await sequence(
        () => promise.child.hello("a"),
        async () => (await promise).child.hello("b"),
      );
      await t.wait(20);
      return [used, await t.stub.takeLog()];
    },
    "dispose an awaited promise": async (t) => {
      const promise = t.stub.child();
      const child = await promise;
      promise[Symbol.dispose]();
      return sequence(
        () => child.hello("a"),
        () => promise.hello("b"),
        async () => typeof (await promise),
      );
    },
    "use a disposed stub": async (t) => {
      const child = await t.stub.child();
      const answer = child.hello("a");
      child[Symbol.dispose]();
      child[Symbol.dispose]();
      return sequence(
        () => answer,
        () => child.hello("b"),
        () => child.x,
      );
    },
    "dup keeps": async (t) => {
      const child = await t.stub.child();
      const other = child.dup();
      child[Symbol.dispose]();
      await t.wait(20);
      const before = await t.stub.takeLog();
      const answer = await other.hello("a");
      other[Symbol.dispose]();
      await t.wait(20);
      return [before, answer, await t.stub.takeLog()];
    },
    "dup out of a result": async (t) => {
      const result = await t.stub.inObject();
      const child = result.child.dup();
      result[Symbol.dispose]();
      await t.wait(20);
      return [await t.stub.takeLog(), await child.hello("a")];
    },
    "arguments are disposed": async (t) => {
      const log = [];
      await t.stub.nothing(new Child(log));
      await t.wait(20);
      return log;
    },
    "the same target twice": async (t) => {
      const log = [];
      const child = new Child(log);
      await t.stub.nothing(child, child);
      await t.stub.nothing(child);
      await t.wait(20);
      return log;
    },
    "keep an argument": async (t) =>
      sequence(
        () => t.stub.keep((x) => x),
        () => t.stub.useKept(),
        () => t.stub.keepCopy((x) => x),
        () => t.stub.useKept(),
      ),
    "return what was kept": async (t) => {
      await t.stub.keepCopy((x) => `by ${x}`);
      const returned = await t.stub.returnKept();
      return sequence(
        () => returned("a"),
        () => t.stub.useKept(),
      );
    },
    "return a copy": async (t) => (await t.stub.dup2(() => 5))(),
    "the caller keeps its stub": async (t) => {
      const stub = new RpcStub(() => 3);
      await t.stub.nothing(stub);
      await t.stub.drop(stub);
      return stub();
    },
    "a local stub's target": async (t) => {
      const log = [];
      const stub = new RpcStub(new Child(log));
      const other = stub.dup();
      stub[Symbol.dispose]();
      other[Symbol.dispose]();
      log.push("after");
      await t.wait(20);
      return log;
    },
    "disposing does not cancel": async (t) => {
      t.stub.note("a")[Symbol.dispose]();
      await t.wait(20);
      return t.stub.takeLog();
    },

    order: async (t) => {
      for (let i = 0; i < 5; i++) t.stub.note(i);
      return t.stub.takeLog();
    },
    "order with a stream": async (t) => {
      const { readable, writable } = new TransformStream();
      t.stub.note(0);
      const text = t.stub.read(readable);
      t.stub.note(1);
      const writer = writable.getWriter();
      await writer.write(new TextEncoder().encode("late"));
      await writer.close();
      return [await text, await t.stub.takeLog()];
    },
    "a local call is later": async (t) => {
      const log = [];
      const stub = new RpcStub(() => log.push("called"));
      stub();
      log.push("after");
      await t.wait(5);
      return log;
    },
  };
}
