/** `node:diagnostics_channel`. */

type Subscriber = (message: unknown, name: string | symbol) => void;
type Callable = (this: unknown, ...args: unknown[]) => unknown;
type Context = Record<string, unknown>;

/** An `AsyncLocalStorage`. */
interface Store {
  run(value: unknown, fn: () => unknown): unknown;
}

const channels = new Map<string | symbol, Channel>();

class Channel {
  readonly name: string | symbol;
  #subscribers: readonly Subscriber[] = [];
  readonly #stores = new Map<Store, (message: unknown) => unknown>();

  constructor(name: string | symbol) {
    this.name = name;
  }

  get hasSubscribers(): boolean {
    return this.#subscribers.length > 0 || this.#stores.size > 0;
  }

  subscribe(subscriber: Subscriber): void {
    this.#subscribers = [...this.#subscribers, checkFunction("subscription", subscriber)];
  }

  unsubscribe(subscriber: Subscriber): boolean {
    const at = this.#subscribers.indexOf(subscriber);
    if (at < 0) return false;
    this.#subscribers = this.#subscribers.toSpliced(at, 1);
    return true;
  }

  publish(message: unknown): void {
    for (const subscriber of this.#subscribers) {
      try {
        subscriber(message, this.name);
      } catch (error) {
        // An error of a subscriber must not reach the publisher.
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  }

  bindStore(store: Store, transform: (message: unknown) => unknown = (message) => message): void {
    this.#stores.set(store, transform);
  }

  unbindStore(store: Store): boolean {
    return this.#stores.delete(store);
  }

  /** Publishes the message and calls `fn` inside the bound stores. */
  runStores(message: unknown, fn: Callable, self?: unknown, ...args: unknown[]): unknown {
    let run = (): unknown => {
      this.publish(message);
      return Reflect.apply(fn, self, args);
    };
    for (const [store, transform] of this.#stores) {
      const inner = run;
      run = () => store.run(transform(message), inner);
    }
    return run();
  }
}

const STEPS = ["start", "end", "asyncStart", "asyncEnd", "error"] as const;

type Step = (typeof STEPS)[number];
type Handlers = Partial<Record<Step, Subscriber>>;

class TracingChannel {
  declare readonly start: Channel;
  declare readonly end: Channel;
  declare readonly asyncStart: Channel;
  declare readonly asyncEnd: Channel;
  declare readonly error: Channel;

  /** @param given a name, or the five channels. */
  constructor(given: string | Readonly<Record<Step, Channel>>) {
    for (const step of STEPS) {
      const own = typeof given === "string" ? channel(`tracing:${given}:${step}`) : given[step];
      Object.assign(this, { [step]: own });
    }
  }

  get hasSubscribers(): boolean {
    return STEPS.some((step) => this[step].hasSubscribers);
  }

  subscribe(handlers: Handlers): void {
    for (const step of STEPS) {
      const handler = handlers[step];
      if (handler !== undefined) this[step].subscribe(handler);
    }
  }

  unsubscribe(handlers: Handlers): boolean {
    const removed = STEPS.map((step) => {
      const handler = handlers[step];
      return handler === undefined || this[step].unsubscribe(handler);
    });
    return removed.every(Boolean);
  }

  traceSync(fn: Callable, context: Context = {}, self?: unknown, ...args: unknown[]): unknown {
    return this.#trace(context, () => {
      context["result"] = Reflect.apply(fn, self, args);
      return context["result"];
    });
  }

  tracePromise(fn: Callable, context: Context = {}, self?: unknown, ...args: unknown[]): unknown {
    return this.#trace(context, async () => {
      try {
        context["result"] = await Reflect.apply(fn, self, args);
        return context["result"];
      } catch (error) {
        this.#fail(context, error);
        throw error;
      } finally {
        this.asyncStart.publish(context);
        this.asyncEnd.publish(context);
      }
    });
  }

  /** @param position the callback's among the arguments; -1: the last. */
  traceCallback(
    fn: Callable,
    position = -1,
    context: Context = {},
    self?: unknown,
    ...args: unknown[]
  ): unknown {
    const callback = checkFunction("callback", args.at(position) as Callable);
    const { asyncStart, asyncEnd } = this;
    const fail = (error: unknown): void => this.#fail(context, error);
    const traced: Callable = function (error, result) {
      if (error) fail(error);
      else context["result"] = result;
      return asyncStart.runStores(context, () => {
        try {
          return Reflect.apply(callback, this, [error, result]);
        } finally {
          asyncEnd.publish(context);
        }
      });
    };
    const index = position < 0 ? args.length + position : position;
    return this.#trace(context, () => Reflect.apply(fn, self, args.with(index, traced)));
  }

  #trace(context: Context, run: () => unknown): unknown {
    return this.start.runStores(context, () => {
      try {
        return run();
      } catch (error) {
        this.#fail(context, error);
        throw error;
      } finally {
        this.end.publish(context);
      }
    });
  }

  #fail(context: Context, error: unknown): void {
    context["error"] = error;
    this.error.publish(context);
  }
}

function channel(name: string | symbol): Channel {
  let found = channels.get(name);
  if (found === undefined) channels.set(name, (found = new Channel(name)));
  return found;
}

function checkFunction<T>(name: string, value: T): T {
  if (typeof value === "function") return value;
  const error = new TypeError(`The "${name}" argument must be of type function.`);
  throw Object.assign(error, { code: "ERR_INVALID_ARG_TYPE" });
}

const all = {
  Channel,
  TracingChannel,
  channel,
  hasSubscribers: (name: string | symbol) => channels.get(name)?.hasSubscribers === true,
  subscribe: (name: string | symbol, subscriber: Subscriber) => channel(name).subscribe(subscriber),
  tracingChannel: (given: ConstructorParameters<typeof TracingChannel>[0]) =>
    new TracingChannel(given),
  unsubscribe: (name: string | symbol, subscriber: Subscriber) =>
    channel(name).unsubscribe(subscriber),
};

export const diagnosticsChannel: Readonly<Record<string, unknown>> = { ...all, default: all };
