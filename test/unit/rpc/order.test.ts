import { afterEach, describe, expect, test } from "vitest";
import { openContext, type RpcContext, setContexts } from "../../../src/rpc/context.ts";
import { RpcStub } from "../../../src/rpc/rpc-stub.ts";
import { type AnyStub, bothEnds, type Ends, failure, settle } from "./ends.ts";

describe.each(bothEnds)("order, %s", (_name, open) => {
  let ends: Ends;
  const recorder = async (): Promise<{ stub: AnyStub; log: unknown[] }> => {
    ends = open();
    const log: unknown[] = [];
    const stub = await ends.stub({
      note: (value: unknown) => void log.push(value),
      async text(stream: ReadableStream, value: unknown) {
        log.push(value);
        return new Response(stream).text();
      },
      log: () => [...log],
      nested: () => ({ note: (value: unknown) => void log.push(value) }),
    });
    return { stub, log };
  };
  afterEach(() => ends.close());

  test("a call returns before it is delivered", async () => {
    const { stub, log } = await recorder();
    stub.note(1);
    expect(log).toEqual([]);
    await settle();
    expect(log).toEqual([1]);
  });

  test("calls are delivered in order, awaited or not", async () => {
    const { stub } = await recorder();
    for (let i = 0; i < 20; i++) stub.note(i);
    expect(await stub.log()).toEqual(Array.from({ length: 20 }, (_, i) => i));
  });

  test("a call with a stream or Blob is not overtaken", async () => {
    const { stub, log } = await recorder();
    const { readable, writable } = new TransformStream();
    stub.note(0);
    const text = stub.text(readable, 1);
    stub.note(new Blob(["x"]));
    stub.note(new Request("http://a/", { method: "POST", body: "x" }));
    stub.note(4);
    await stub.log();
    expect([log[0], log[1], log[4]]).toEqual([0, 1, 4]);
    const writer = writable.getWriter();
    await writer.write(new TextEncoder().encode("late"));
    await writer.close();
    expect(await text).toBe("late");
  });

  test("calls on one result keep their order", async () => {
    const { stub, log } = await recorder();
    const nested = stub.nested();
    for (let i = 0; i < 5; i++) nested.note(i);
    await nested.note(5);
    expect(log).toEqual([0, 1, 2, 3, 4, 5]);
  });
});

/** An actor's gates, which the test opens. */
class Gates implements RpcContext {
  readonly durableObjectId = "id";
  readonly log: string[] = [];
  #leaving: ((error?: Error) => void)[] = [];

  async deliver<T>(callback: () => T | PromiseLike<T>): Promise<T> {
    this.log.push("deliver");
    await undefined;
    return this.during(callback);
  }

  leave(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#leaving.push((error) => (error === undefined ? resolve() : reject(error)));
    });
  }

  async arrive<T>(answer: Promise<T>): Promise<T> {
    try {
      return await answer;
    } finally {
      this.log.push("arrive");
    }
  }

  /** Lets the oldest call leave, or fails it. */
  open(error?: Error): void {
    this.#leaving.shift()?.(error);
  }

  /** Lets the newest call leave. */
  openLast(): void {
    this.#leaving.pop()?.();
  }

  /** Runs `callback` as code of this context. */
  during<T>(callback: () => T): T {
    setContexts(() => this);
    try {
      return callback();
    } finally {
      setContexts(() => null);
    }
  }
}

describe("gates", () => {
  afterEach(() => setContexts(() => null));

  test("a call waits for its caller's output gate, and its answer is an event", async () => {
    const gates = new Gates();
    const log: unknown[] = [];
    const stub: AnyStub = new RpcStub((value: unknown) => log.push(value));
    const answer = gates.during(() => stub("a").finally(null));
    await settle();
    expect([log, gates.log]).toEqual([[], []]);
    gates.open();
    expect(await answer).toBe(1);
    expect(gates.log).toEqual(["arrive"]);
  });

  test("arguments are copied before the call waits for the gate", async () => {
    const gates = new Gates();
    const log: unknown[] = [];
    const stub: AnyStub = new RpcStub((value: unknown) => log.push(value));
    const value = { n: 1 };
    gates.during(() => stub(value));
    value.n = 2;
    gates.open();
    await settle();
    expect(log).toEqual([{ n: 1 }]);
  });

  test("no call overtakes a waiting call of the same stub", async () => {
    const gates = new Gates();
    const log: unknown[] = [];
    const stub: AnyStub = new RpcStub((value: unknown) => log.push(value));
    gates.during(() => {
      stub("first");
      stub("second");
    });
    stub("third, from no context");
    gates.openLast();
    await settle();
    expect(log).toEqual([]);
    gates.open();
    await settle();
    expect(log).toEqual(["first", "second", "third, from no context"]);
  });

  test("a broken gate fails the call, disposes its arguments and lets later calls continue", async () => {
    const gates = new Gates();
    const log: unknown[] = [];
    const stub: AnyStub = new RpcStub((value: unknown) => void log.push(value));
    const callback = Object.assign(() => 1, { [Symbol.dispose]: () => log.push("disposed") });
    const lost = gates.during(() => stub(callback));
    stub("later");
    gates.open(new Error("the gate is broken"));
    expect((await failure(() => lost)).message).toBe("the gate is broken");
    await settle();
    expect(log.toSorted()).toEqual(["disposed", "later"]);
  });

  test("disposing the stub does not cancel a waiting call", async () => {
    const gates = new Gates();
    const log: unknown[] = [];
    const stub: AnyStub = new RpcStub((value: unknown) => void log.push(value));
    const answer = gates.during(() => stub("a"));
    stub[Symbol.dispose]();
    gates.open();
    await answer;
    expect(log).toEqual(["a"]);
  });

  test("calls on the result of a waiting call leave after that call", async () => {
    const gates = new Gates();
    const stub: AnyStub = new RpcStub({ child: () => ({ hello: () => "hello" }) });
    const answer = gates.during(() => stub.child().hello());
    gates.open();
    gates.open();
    expect(await answer).toBe("hello");
  });

  test("a function runs in the context that sent it", async () => {
    const gates = new Gates();
    const receiver: AnyStub = new RpcStub(async (callback: AnyStub) => await callback());
    const answer = gates.during(() =>
      receiver(() => {
        gates.log.push("called");
        return 1;
      }),
    );
    gates.open();
    expect(await answer).toBe(1);
    expect(gates.log).toEqual(["deliver", "called"]);
  });

  test("a target returned by a call runs in the callee's context", async () => {
    const gates = new Gates();
    const stub: AnyStub = gates.during(() => new RpcStub({ make: async () => () => "made" }));
    expect(await stub.make()()).toBe("made");
    const made = await stub.make();
    gates.log.length = 0;
    expect(await made()).toBe("made");
    expect(gates.log).toEqual(["deliver"]);
  });

  test("the result is copied before it waits for the callee's gate", async () => {
    let letGo: () => void = () => undefined;
    const context: RpcContext = {
      ...openContext,
      deliver: async (callback) => {
        const result = await callback();
        await new Promise<void>((resolve) => {
          letGo = resolve;
        });
        return result;
      },
    };
    setContexts(() => context);
    const value = { n: 1 };
    const stub: AnyStub = new RpcStub(() => value);
    setContexts(() => null);
    const answer = stub();
    await settle();
    value.n = 2;
    letGo();
    expect(await answer).toEqual({ n: 1 });
  });
});
