// @ts-nocheck -- it runs as it is, in workerd too
/**
 * Turns a module of scenarios into a worker that runs in workerd and in tabd alike.
 *
 * A module of scenarios exports `scenarios`, a record from label to scenario. A scenario is one
 * function, or several steps, each delivered to the object as a fetch of its own:
 *
 *     export const scenarios = {
 *       "get: a missing key": async (ctx, t) => ctx.storage.get("nothing"),
 *       "put: survives the event": [(ctx) => ctx.storage.put("a", 1), (ctx) => ctx.storage.get("a")],
 *       "alarm: fires": { construct(ctx, t) {}, alarm(ctx, t, info) {}, steps: [ … ] },
 *     };
 *
 * Every scenario has an object to itself, named by its label, so none sees what another stored.
 * What a step returns is described as plain JSON (see `describe`), so that two runtimes can be
 * compared field by field. `t.log` lives as long as the instance; `t.outcome(fn)` tells an error
 * that is thrown at once from a promise that is rejected later.
 *
 * An `alarm` export (any value) gives the class an `alarm()` handler. An `options` export is part
 * of the configuration: `enableSql`, `compatibilityDate`, `compatibilityFlags`.
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
      this.#scenario = scenarios[ctx.id.name];
      this.#t = { env, log: [], instance: this, outcome, describe, wait };
      this.#scenario.construct?.(ctx, this.#t);
    }

    async fetch(request) {
      const step = stepsOf(this.#scenario)[Number(new URL(request.url).pathname.slice(1))];
      return Response.json(describe(await step(this.ctx, this.#t)));
    }

    _alarm(info) {
      return this.#scenario.alarm?.(this.ctx, this.#t, info);
    }
  }

  if ("alarm" in module) {
    Scenarios.prototype.alarm = function (info) {
      return this._alarm(info);
    };
  }
  return Scenarios;
}

/**
 * The worker's default handler: `GET /` lists the labels, `GET /<label>` runs one scenario in the
 * namespace `env.SCENARIOS` and answers with one report per step: `{ value }` or `{ error }`.
 */
export function scenarioWorker(module) {
  return {
    async fetch(request, env) {
      const label = decodeURIComponent(new URL(request.url).pathname.slice(1));
      if (label === "") return Response.json(Object.keys(module.scenarios));
      const id = env.SCENARIOS.idFromName(label);
      const reports = [];
      for (const index of stepsOf(module.scenarios[label]).keys()) {
        try {
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

function stepsOf(scenario) {
  if (typeof scenario === "function") return [scenario];
  return Array.isArray(scenario) ? scenario : scenario.steps;
}

/** What calling `fn` did: returned, threw, or gave a promise that resolved or was rejected. */
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
 * A value as JSON, with nothing lost that a scenario could care about: what JSON has no word for
 * is an object with one key that begins with `$`.
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
    // A DOMException's fields are its own in one runtime and its prototype's in another.
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
  // A blob of megabytes is told by its length.
  if (bytes.length > 64) return `${bytes.length} bytes`;
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function units(text) {
  return Array.from({ length: text.length }, (_, i) => text.charCodeAt(i).toString(16)).join(" ");
}
