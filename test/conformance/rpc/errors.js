// @ts-nocheck -- runs unchanged in workerd too
import { sequence } from "./describe.js";

/** What callers get of errors. */
export function questions({ classes }) {
  const { thrown } = classes;
  return {
    ...Object.fromEntries(
      Object.keys(thrown).map((kind) => [`throw ${kind}`, (t) => t.stub.throw(kind)]),
    ),
    "a callback throws": (t) =>
      t.stub.callback(() => {
        throw new RangeError("callback");
      }),
    "a callback adds": (t) => t.stub.callback((a, b) => a + b, 1, 2),
    "the constructor throws": (t) => t.bad.getByName("a").anything(),
    abort: async (t) =>
      sequence(
        () => t.stub.abort(),
        () => t.stub.getter,
        () => t.actors.get(t.stub.id).getter,
      ),
    "targets of an aborted object": async (t) => {
      const child = await t.stub.child();
      return sequence(
        () => t.stub.abort(),
        () => child.hello("a"),
      );
    },
  };
}
