/** Node's globals under `nodejs_compat`, since 2026-02-10. */
export const classes = ({ WorkerEntrypoint }) => ({
  Exits: class Exits extends WorkerEntrypoint {
    fetch() {
      process.exit(1);
    }
    exit(code) {
      process.exit(code);
    }
  },
});

export const options = {
  exports: ["Exits"],
  compatibilityFlags: ["nodejs_compat"],
  bindings: {
    TEXT: { text: "of a binding" },
    NUMBER: { json: 5 },
    STRING: { json: "text" },
    OBJECT: { json: { a: [1, null] } },
    BYTES: { data: new Uint8Array([1, 2]) },
  },
};

const load = (specifier) => import(/* @vite-ignore */ specifier);

/** In a worker's handler and in an object. */
const everywhere = (ask) => [{ outside: (_stub, t) => ask(t) }, (_ctx, t) => ask(t)];

const NAMES =
  "Buffer clearImmediate global process setImmediate require module __dirname queueMicrotask";

export const scenarios = {
  "globals: kinds": everywhere(() =>
    NAMES.split(" ").map((name) => [name, typeof globalThis[name]]),
  ),
  "globals: global": everywhere(() => [global === globalThis, globalThis.process === process]),
  "process: class and tag": everywhere(() => [
    Object.prototype.toString.call(process),
    process.constructor.name,
    process[Symbol.toStringTag],
  ]),
  "process: facts": everywhere((t) => {
    const facts = { versions: { ...process.versions } };
    for (const name of [
      ...["version", "title", "argv", "argv0", "execArgv", "execPath", "arch"],
      ...["platform", "pid", "ppid", "connected", "debugPort", "exitCode", "features", "release"],
      ...["noDeprecation", "traceDeprecation", "throwDeprecation", "sourceMapsEnabled"],
      ...["moduleLoadList", "domain", "channel"],
    ]) {
      facts[name] = t.describe(process[name]);
    }
    return facts;
  }),
  "process: functions with results": everywhere((t) => {
    const answers = {};
    for (const name of [
      ...["cwd", "umask", "getuid", "geteuid", "getgid", "getegid", "getgroups", "memoryUsage"],
      ...["constrainedMemory", "availableMemory", "ref", "unref"],
    ]) {
      answers[name] = t.describe(process[name]());
    }
    return answers;
  }),
  "process: missing functions": everywhere(async (t) => {
    const answers = {};
    for (const name of [
      ...["binding", "cpuUsage", "dlopen", "execve", "getActiveResourcesInfo", "kill"],
      ...["threadCpuUsage", "_kill", "_linkedBinding", "_getActiveHandles"],
    ]) {
      answers[name] = await t.outcome(() => process[name]());
    }
    return answers;
  }),
  "process: time": everywhere(() => {
    const [seconds, nanoseconds] = process.hrtime();
    const [passed] = process.hrtime([seconds, nanoseconds]);
    return [
      Number.isInteger(seconds) && Number.isInteger(nanoseconds),
      passed,
      typeof process.hrtime.bigint(),
      typeof process.uptime(),
    ];
  }),
  "process: env": everywhere(() => ({ ...process.env })),
  "process: env can be set": everywhere((t) => {
    process.env.ADDED = 5;
    process.env.NOTHING = undefined;
    const set = {
      added: process.env.ADDED,
      nothing: process.env.NOTHING,
      has: ["ADDED" in process.env, "MISSING" in process.env],
      keys: Object.keys(process.env).toSorted(),
      missing: t.describe(process.env.MISSING),
      deleted: delete process.env.ADDED && delete process.env.NOTHING,
    };
    return [set, Object.keys(process.env).toSorted()];
  }),
  "process: nextTick()": everywhere(async (t) => {
    const log = [];
    queueMicrotask(() => log.push("microtask"));
    process.nextTick((...args) => log.push(["tick", ...args]), 1, "b");
    void Promise.resolve().then(() => log.push("promise"));
    log.push("sync");
    await t.wait(10);
    return log;
  }),
  "process: an emitter": everywhere((t) => {
    const log = [];
    const listen = (value) => log.push(value);
    process.on("tabd-test", listen);
    const emitted = process.emit("tabd-test", 1);
    process.off("tabd-test", listen);
    return [emitted, process.emit("tabd-test", 2), log];
  }),
  "process: emitWarning()": everywhere(async (t) => {
    const log = [];
    const listen = ({ name, message, code }) => log.push(t.describe([name, message, code]));
    process.on("warning", listen);
    process.emitWarning("careful");
    process.emitWarning("careful", "Kind", "CODE");
    await t.wait(10);
    process.off("warning", listen);
    return log;
  }),
  "process: getBuiltinModule()": everywhere(async () => [
    process.getBuiltinModule("node:buffer") === (await load("node:buffer")).default,
    process.getBuiltinModule("events") === (await load("node:events")).default,
    typeof process.getBuiltinModule("nothing"),
  ]),
  "process: its module": everywhere(async () => {
    const module = await load("node:process");
    return [
      module.default === process,
      (await load("process")).default === process,
      module.env === process.env,
      typeof module.nextTick,
      module.platform,
    ];
  }),
  "process: output": everywhere(() => [
    process.stdout.write("to stdout\n"),
    process.stderr.write("to stderr\n"),
    process.stdout.fd,
    process.stderr.fd,
  ]),
  "process: exit() in a service": [
    {
      outside: async (_stub, t) => ({
        fetch: await t.outcome(() => t.ctx.exports.Exits.fetch("http://scenario/")),
        call: await t.outcome(async () => t.ctx.exports.Exits.exit(4)),
      }),
    },
  ],
  "process: exit() in an object": {
    calls: {
      exit: async (ctx, t, code) => {
        void ctx.storage.put("a", 1);
        t.journal.push("exits");
        try {
          process.exit(code);
        } catch {
          t.journal.push("went on");
        }
        return "answered";
      },
      abort: () => process.abort(),
      look: (ctx) => ctx.storage.get("a"),
      wait: (ctx, t) => t.wait(2000),
    },
    construct: (ctx, t) => void t.journal.push("constructed"),
    steps: [
      {
        outside: async (stub, t) => {
          const waiting = t.outcome(() => t.call(t.stub(), "wait"));
          await t.wait(50);
          return {
            exit: await t.outcome(() => t.call(stub, "exit", 3)),
            "same stub": await t.outcome(() => t.call(stub, "look")),
            waiting: await waiting,
            "new stub": await t.outcome(() => t.call(t.stub(), "look")),
            http: await t.outcome(() => t.fetch(t.stub(), "abort")),
            "no code": await t.outcome(() => t.call(t.stub(), "exit")),
            journal: t.journal.filter((entry) => entry !== "went on"),
          };
        },
      },
    ],
  },
  "setImmediate(): order": everywhere(async (t) => {
    const log = [];
    setTimeout(() => log.push("timeout"), 0);
    setImmediate((...args) => log.push(["immediate", ...args]), 1, "b");
    const cleared = setImmediate(() => log.push("cleared"));
    clearImmediate(cleared);
    queueMicrotask(() => log.push("microtask"));
    await t.wait(30);
    return log;
  }),
  "setImmediate(): its result": everywhere((t) => {
    const immediate = setImmediate(() => undefined);
    return [
      typeof immediate,
      immediate.constructor.name,
      Object.getOwnPropertyNames(Object.getPrototypeOf(immediate)).toSorted(),
      t.describe([immediate.ref(), immediate.unref(), immediate.hasRef()]),
    ];
  }),
  "setImmediate(): arguments": everywhere(async (t) => ({
    nothing: await t.outcome(() => void setImmediate()),
    number: await t.outcome(() => void setImmediate(1)),
    "clear nothing": await t.outcome(() => clearImmediate()),
    "clear undefined": await t.outcome(() => clearImmediate(undefined)),
    "clear null": await t.outcome(() => clearImmediate(null)),
    "clear a number": await t.outcome(() => clearImmediate(1)),
    "clear a timeout": await t.outcome(() => clearImmediate(setTimeout(() => undefined, 1))),
  })),
  "timeouts: shape": everywhere((t) => {
    const timeout = setTimeout(() => undefined, 5);
    const interval = setInterval(() => undefined, 5);
    clearInterval(interval);
    return [
      [typeof timeout, timeout.constructor.name, interval.constructor.name],
      Reflect.ownKeys(Object.getPrototypeOf(timeout)).map(String).toSorted(),
      [Number.isInteger(Number(timeout)), /^\d+$/.test(`${timeout}`), JSON.stringify(timeout)],
      [timeout.ref() === timeout, timeout.unref() === timeout, timeout.hasRef()],
      [timeout.refresh() === timeout, timeout.ref().hasRef()],
    ];
  }),
  "timeouts: cleared": everywhere(async (t) => {
    const log = [];
    const set = (name) => setTimeout(() => log.push(name), 10);
    clearTimeout(set("by itself"));
    clearInterval(set("as an interval"));
    clearTimeout(Number(set("by its number")));
    clearTimeout(String(set("by its text")));
    set("closed").close();
    set("disposed")[Symbol.dispose]();
    set("left");
    const others = [undefined, null, {}, "x", NaN].map((value) => t.describe(clearTimeout(value)));
    await t.wait(50);
    return [log, others];
  }),
  "timeouts: with arguments, and refreshed": everywhere(async (t) => {
    const log = [];
    setTimeout((...args) => log.push(["arguments", ...args]), 5, 1, "b");
    const refreshed = setTimeout(() => log.push("refreshed"), 100);
    setTimeout(() => log.push("between"), 120);
    await t.wait(50);
    refreshed.refresh();
    await t.wait(300);
    return log;
  }),
  "timeouts: invalid callbacks": everywhere(async (t) => {
    const report = {};
    for (const value of [undefined, null, 1, "code", true, 1n, {}, [], Symbol("s")]) {
      report[`${typeof value} ${String(value)}`] = await t.outcome(() => void setTimeout(value));
    }
    report.interval = await t.outcome(() => void setInterval(1));
    return report;
  }),
};
