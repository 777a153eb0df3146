import { illegalConstructor, nameClass } from "../rpc/class-name.ts";
import { toText, wrongType } from "./arguments.ts";
import { BY_PLATFORM, refuseConstruction } from "./platform-object.ts";

const CLASS_NAME = "Tracing";

/**
 * `ctx.tracing` and `tracing` of `cloudflare:workers`. As in a workerd without a tracing service,
 * spans have no effect.
 */
export class Tracing {
  static {
    nameClass(this, CLASS_NAME);
  }

  get Span(): typeof Span {
    return Span;
  }

  /** @internal The runtime makes them. */
  constructor(token: unknown) {
    refuseConstruction(token);
  }

  /** Calls `callback` with a span and `args`, and returns its result. */
  enterSpan(name: string, callback: (...args: unknown[]) => unknown, ...args: unknown[]): unknown {
    return run("enterSpan", name, callback, args);
  }

  /** As {@link enterSpan}. */
  startActiveSpan(
    name: string,
    callback: (...args: unknown[]) => unknown,
    ...args: unknown[]
  ): unknown {
    return run("startActiveSpan", name, callback, args);
  }

  startSpan(name: string): Span {
    checkName("startSpan", name);
    return noSpan();
  }

  getActiveSpan(): Span {
    return noSpan();
  }

  withActiveSpan(span: Span, callback: (...args: unknown[]) => unknown): unknown {
    const parameter = { className: CLASS_NAME, method: "withActiveSpan", position: 1 };
    if (!(span instanceof Span)) throw wrongType(parameter, "Span");
    return callCallback({ ...parameter, position: 2 }, callback, [span]);
  }
}

/** A span that is not traced; its setters have no effect. */
class Span {
  static {
    nameClass(this, "Span");
  }

  constructor() {
    throw illegalConstructor();
  }

  get isTraced(): boolean {
    return false;
  }

  setAttribute(): this {
    return this;
  }

  setAttributes(): this {
    return this;
  }

  recordException(): this {
    return this;
  }

  updateName(): this {
    return this;
  }

  setStatus(): this {
    return this;
  }

  end(): void {}
}

let span: Span | undefined;

/** All spans are this object. */
function noSpan(): Span {
  span ??= Object.create(Span.prototype) as Span;
  return span;
}

export function makeTracing(): Tracing {
  return new Tracing(BY_PLATFORM);
}

function run(
  method: string,
  name: string,
  callback: (...args: unknown[]) => unknown,
  args: readonly unknown[],
): unknown {
  checkName(method, name);
  const parameter = { className: CLASS_NAME, method, position: 2 };
  return callCallback(parameter, callback, [noSpan(), ...args]);
}

function callCallback(
  parameter: Parameters<typeof wrongType>[0],
  callback: (...args: unknown[]) => unknown,
  args: readonly unknown[],
): unknown {
  if (typeof callback !== "function") throw wrongType(parameter, "Function");
  return callback(...args);
}

function checkName(method: string, name: unknown): void {
  if (name === undefined) {
    throw wrongType({ className: CLASS_NAME, method, position: 1 }, "string");
  }
  toText(name);
}
