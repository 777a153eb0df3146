/** Operations that modules may use at module scope, and operations that only handlers may use. */

/** The outcome of each operation at module scope. */
const outcomes = {};

const attempt = (name, run) => {
  const told = (error) => ({ name: error.name, message: error.message });
  try {
    const result = run();
    outcomes[name] = typeof result;
    if (!(result instanceof Promise)) return;
    result.then(
      () => (outcomes[name] = "resolved"),
      (error) => (outcomes[name] = { rejected: told(error) }),
    );
  } catch (error) {
    outcomes[name] = { thrown: told(error) };
  }
};

const nothing = () => undefined;
attempt("setTimeout", () => setTimeout(nothing, 1));
attempt("clearTimeout", () => clearTimeout(1));
attempt("scheduler.wait", () => scheduler.wait(1));
attempt("AbortSignal.timeout", () => AbortSignal.timeout(1));
attempt("fetch", () => fetch("http://127.0.0.1:1/"));
attempt("fetch of no URL", () => fetch("::"));
attempt("randomUUID", () => crypto.randomUUID());
attempt("getRandomValues", () => crypto.getRandomValues(new Uint8Array(1)));
attempt("digest", () => crypto.subtle.digest("SHA-256", new Uint8Array(1)));
attempt("Math.random", () => Math.random());
attempt("queueMicrotask", () => queueMicrotask(nothing));
attempt("new Request", () => new Request("http://x/"));
attempt("new Headers", () => new Headers());
attempt("structuredClone", () => structuredClone({}));
attempt("new Blob", () => new Blob(["a"]));
attempt("console.log", () => console.log("at the top"));
const time = [Date.now(), new Date().getTime(), performance.now()];
const timed = new Date(5).getTime();

const more = {};
const begun = (name, run) => {
  try {
    run();
    more[name] = "made";
  } catch (error) {
    more[name] = error.message;
  }
};
begun("setInterval", () => clearInterval(setInterval(nothing, 1000)));
begun("new Response", () => new Response("a"));
begun("new WebSocketPair", () => new WebSocketPair());
begun("new IdentityTransformStream", () => new IdentityTransformStream());

export const scenarios = {
  "module scope: refused operations": () => outcomes,
  "module scope: the time": () => [time, timed],
  "module scope: bodies, sockets, streams and intervals": () => more,
  "in a handler: all operations": async (ctx, t) => [
    typeof setTimeout(nothing, 0),
    await t.outcome(() => scheduler.wait(1)),
    crypto.randomUUID().length,
    crypto.getRandomValues(new Uint8Array(3)).length,
    Date.now() > 1e12,
  ],
};
