// @ts-nocheck -- runs unchanged in workerd too
/**
 * Turns a module of scenarios into a worker that runs in workerd and in tabd.
 *
 * A module of scenarios exports `scenarios`, a record from label to scenario. A scenario is one
 * function, or several steps. Each step is delivered to the object in its own request:
 *
 *     export const scenarios = {
 *       "get: a missing key": async (ctx, t) => ctx.storage.get("nothing"),
 *       "put: survives the event": [(ctx) => ctx.storage.put("a", 1), (ctx) => ctx.storage.get("a")],
 *       "alarm: fires": { construct(ctx, t) {}, alarm(ctx, t, info) {}, steps: [ … ] },
 *     };
 *
 * Every scenario has its own object, named by its label. The result of a step is described as plain
 * JSON (see `describe`), so that two runtimes can be compared field by field.
 *
 * - `t.log` lives as long as the instance.
 * - `t.journal` outlives the instance. The scenario's steps, handlers and objects share it.
 * - `t.outcome(fn)` distinguishes a thrown error from a rejected promise.
 *
 * A step `{ outside: async (stub, t) => … }` runs in the worker's handler, as a caller:
 *
 * - `stub` is a stub of the scenario's object, `t.stub()` makes a new one, and `t.stub("x")` makes
 *   one of another object of the same scenario.
 * - `t.ctx` is the handler's, and `t.input` is the JSON sent to it.
 * - `t.call(stub, name, ...args)` calls `scenario.calls[name](ctx, t, ...args)` over RPC;
 *   `t.fetch(stub, name)` calls it by a request.
 * - `t.until(() => …, ms)` waits for a condition, usually on the journal.
 *
 * A request with the header `Upgrade` goes to the scenario's `upgrade(ctx, t, request)`.
 *
 * A module can have more exports:
 *
 * - `sockets` (any value) adds `webSocketMessage()`, `webSocketClose()` and `webSocketError()` to
 *   the class. They call the scenario's functions `message`, `close` and `error`.
 * - `alarm` (any value) adds an `alarm()` handler to the class.
 * - `options` is part of the configuration: `enableSql`, `compatibilityDate`, `compatibilityFlags`,
 *   and the options in `scenario-worker.ts`.
 * - `classes(workers)` gets the module `cloudflare:workers` and makes further exports of the
 *   worker, by the names in `options.exports`.
 */

/**
 * The Durable Object class that runs the scenarios of `module`.
 *
 * @param DurableObject the base class, from `cloudflare:workers`
 * @param wait resolves after so many ms, as an event of the object
 */
export function scenarioClass(module, DurableObject, wait = waitByTimer) {
  const { scenarios } = module;

  class Scenarios extends DurableObject {
    #t;
    #scenario;

    constructor(ctx, env) {
      super(ctx, env);
      const label = labelOf(ctx.id.name);
      this.#scenario = scenarios[label];
      this.#t = { log: [], instance: this, ...tools(label, env, wait) };
      this.#scenario.construct?.(ctx, this.#t);
    }

    async fetch(request) {
      if (request.headers.has("Upgrade")) {
        return this.#scenario.upgrade(this.ctx, this.#t, request);
      }
      const path = decodeURIComponent(new URL(request.url).pathname.slice(1));
      if (path === "raw") return this.#scenario.fetch(this.ctx, this.#t, request);
      const step = path.startsWith("call/")
        ? this.#scenario.calls[path.slice(5)]
        : stepsOf(this.#scenario)[Number(path)];
      return Response.json(describe(await step(this.ctx, this.#t)));
    }

    async call(name, ...args) {
      return describe(await this.#scenario.calls[name](this.ctx, this.#t, ...args));
    }

    _alarm(info) {
      return this.#scenario.alarm?.(this.ctx, this.#t, info);
    }

    _socket(kind, args) {
      return this.#scenario[kind]?.(this.ctx, this.#t, ...args);
    }
  }

  if ("alarm" in module) {
    Scenarios.prototype.alarm = function (info) {
      return this._alarm(info);
    };
  }
  if ("sockets" in module) {
    for (const kind of ["Message", "Close", "Error"]) {
      Scenarios.prototype[`webSocket${kind}`] = function (...args) {
        return this._socket(kind.toLowerCase(), args);
      };
    }
  }
  return Scenarios;
}

/**
 * The worker's default handler: `GET /` lists the labels, `GET /<label>` runs one scenario in the
 * namespace `env.SCENARIOS` and answers with one report per step: `{ value }` or `{ error }`.
 */
export function scenarioWorker(module, wait = waitByTimer) {
  return {
    async fetch(request, env, ctx) {
      const label = decodeURIComponent(new URL(request.url).pathname.slice(1));
      if (label === "") return Response.json(Object.keys(module.scenarios));
      const id = env.SCENARIOS.idFromName(label);
      const input = request.method === "POST" ? await request.json() : undefined;
      const reports = [];
      for (const [index, step] of stepsOf(module.scenarios[label]).entries()) {
        try {
          if (typeof step === "object") {
            const t = { ...tools(label, env, wait), ctx, input };
            const value = await step.outside(env.SCENARIOS.get(id), t);
            reports.push({ value: describe(value) });
            continue;
          }
          const response = await env.SCENARIOS.get(id).fetch(`http://scenario/${index}`);
          reports.push({ value: await response.json() });
        } catch (error) {
          const { durableObjectId: _, ...described } = describe(error).$error;
          reports.push({ error: described });
        }
      }
      return Response.json(reports);
    },
  };
}

/** The journal of each scenario, by its label. It outlives the objects. */
const journals = new Map();

/** Separates the label from the suffix in the name of a scenario's further object. */
const APART = " @ ";

function labelOf(name) {
  return name.split(APART)[0];
}

function tools(label, env, wait) {
  if (!journals.has(label)) journals.set(label, []);
  return {
    env,
    journal: journals.get(label),
    outcome,
    describe,
    wait,
    stub: (apart) => env.SCENARIOS.getByName(apart === undefined ? label : label + APART + apart),
    call: async (stub, name, ...args) => await stub.call(name, ...args),
    fetch: async (stub, name) => {
      const response = await stub.fetch(`http://scenario/call/${encodeURIComponent(name)}`);
      return response.json();
    },
    /** Waits until `seen()`, for at most `ms`. A missing entry then shows in the report. */
    until: async (seen, ms = 8000) => {
      for (const end = Date.now() + ms; !seen() && Date.now() < end;) await wait(20);
    },
  };
}

function stepsOf(scenario) {
  if (typeof scenario === "function") return [scenario];
  return Array.isArray(scenario) ? scenario : scenario.steps;
}

/** The outcome of `fn()`: returned, threw, resolved or rejected. */
async function outcome(fn) {
  let result;
  try {
    result = fn();
  } catch (error) {
    return { throws: describe(error) };
  }
  if (!(result instanceof Promise)) return { returns: describe(result) };
  try {
    return { resolves: describe(await result) };
  } catch (error) {
    return { rejects: describe(error) };
  }
}

function waitByTimer(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/**
 * A value as JSON without loss: a value that JSON lacks becomes an object with one key that begins
 * with `$`.
 */
export function describe(value, path = []) {
  if (path.includes(value)) return { $cycle: path.length - path.indexOf(value) };
  if (value === undefined) return { $undefined: true };
  if (typeof value === "number" && (!Number.isFinite(value) || Object.is(value, -0))) {
    return { $number: Object.is(value, -0) ? "-0" : String(value) };
  }
  if (typeof value === "bigint") return { $bigint: String(value) };
  if (typeof value === "symbol") return { $symbol: String(value.description) };
  if (typeof value === "function") return { $function: value.name };
  if (typeof value === "string" && value.length > 2000) return { $text: value.length };
  // JSON would lose which surrogates are alone.
  if (typeof value === "string" && !value.isWellFormed()) return { $units: units(value) };
  if (typeof value !== "object" || value === null) return value;

  const inner = [...path, value];
  const each = (items) => Array.from(items, (item) => describe(item, inner));
  if (value instanceof Error) return { $error: errorFields(value, inner) };
  if (Array.isArray(value)) return each(value);
  if (value instanceof Map) return { $map: each(value) };
  if (value instanceof Set) return { $set: each(value) };
  if (value instanceof Date) return { $date: describe(value.getTime()) };
  if (value instanceof RegExp) return { $regexp: String(value) };
  if (value instanceof ArrayBuffer) return { $buffer: hex(new Uint8Array(value)) };
  if (ArrayBuffer.isView(value)) {
    const bytes = new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
    return { $view: value.constructor.name, bytes: hex(bytes) };
  }
  const fields = Object.entries(value).map(([key, field]) => [key, describe(field, inner)]);
  const plain = Object.fromEntries(fields);
  const prototype = Object.getPrototypeOf(value);
  if (prototype === Object.prototype) return plain;
  return { $object: prototype === null ? null : prototype.constructor.name, fields: plain };
}

function errorFields(error, path) {
  const own = Object.entries(error)
    // The fields of a DOMException are own properties in one runtime and inherited in the other.
    .filter(([key]) => key !== "stack" && key !== "code")
    .map(([key, field]) => [key, describe(field, path)]);
  if (error.code !== undefined) own.push(["code", describe(error.code, path)]);
  return {
    class: error.constructor.name,
    name: describe(error.name),
    message: describe(error.message),
    ...Object.fromEntries(own),
  };
}

function hex(bytes) {
  // Only the length of a large blob is compared.
  if (bytes.length > 64) return `${bytes.length} bytes`;
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function units(text) {
  return Array.from({ length: text.length }, (_, i) => text.charCodeAt(i).toString(16)).join(" ");
}
