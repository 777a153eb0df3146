/** Stacks of errors that arrive: frames of the worker's modules only. */
export const options = {
  exports: ["Thrower"],
  durableObjectNamespaces: [{ className: "Thrower", uniqueKey: "thrower", enableSql: true }],
  bindings: { THROWER: { durableObjectNamespace: "Thrower" } },
};

function throwInside() {
  throw new RangeError("inside");
}

export const classes = ({ DurableObject, RpcTarget }) => {
  class Target extends RpcTarget {
    throws() {
      throwInside();
    }
  }
  class Thrower extends DurableObject {
    throws() {
      throwInside();
    }
    async throwsLater() {
      await new Promise((resolve) => setTimeout(resolve, 1));
      throwInside();
    }
    target() {
      return new Target();
    }
    calls(callback) {
      return callback();
    }
    fetch() {
      throwInside();
    }
  }
  return { Thrower };
};

const ways = {
  "a method": (stub) => stub.throws(),
  "a method, later": (stub) => stub.throwsLater(),
  "a target": (stub) => stub.target().throws(),
  "a callback": (stub) => stub.calls(throwInside),
  "fetch()": (stub) => stub.fetch("http://x/"),
  "a method that is missing": (stub) => stub.missing(),
};

const frame = /^\s+at /;
const ofTheWorker = /\((?:main|driver|scenarios)\.js:\d+:\d+\)$|at (?:async )?\S+\.js:\d+:\d+$/;

export const scenarios = Object.fromEntries(
  Object.entries(ways).map(([way, ask]) => [
    `stack: of an error of ${way}`,
    [
      {
        outside: async (_stub, { env }) => {
          const error = await ask(env.THROWER.getByName("a")).catch((thrown) => thrown);
          const [first, ...lines] = error.stack.split("\n");
          return [first, lines.filter((line) => frame.test(line) && !ofTheWorker.test(line))];
        },
      },
    ],
  ]),
);
