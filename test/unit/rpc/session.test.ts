import { afterEach, describe, expect, test } from "vitest";
import { PROTOCOL_VERSION } from "../../../src/protocol/host-interface.ts";
import { openSession } from "../../../src/protocol/session.ts";
import { type Endpoint, messageEndpoint } from "../../../src/protocol/endpoint.ts";
import { RpcTarget } from "../../../src/rpc/rpc-target.ts";
import { type AnyStub, entrypoint, failure, sessionPair, settle } from "./ends.ts";

class Main extends RpcTarget {
  readonly log: string[] = [];
  #callback: AnyStub;

  child(): Main {
    return this;
  }

  hello(): string {
    return "hello";
  }

  never(): Promise<never> {
    return new Promise(() => undefined);
  }

  service(): unknown {
    return entrypoint({ hello: () => "own", fetch: () => new Response("fetched") });
  }

  keep(callback: AnyStub): void {
    this.#callback = callback.dup();
  }

  async callBack(value: unknown): Promise<unknown> {
    return await this.#callback(value);
  }

  async size(blob: Blob): Promise<number> {
    return (await blob.arrayBuffer()).byteLength;
  }

  count(stream: ReadableStream<Uint8Array>): Promise<number> {
    return new Response(stream).arrayBuffer().then((bytes) => bytes.byteLength);
  }

  [Symbol.dispose](): void {
    this.log.push("disposed");
  }
}

/** Two endpoints joined in memory, whose messages can be counted, changed and lost. */
function wire(): { ends: [Endpoint, Endpoint]; sent: number[]; lose: (error: Error) => void } {
  const sent = [0, 0];
  const receivers: ((message: unknown) => void)[] = [];
  const losers: ((error: Error) => void)[] = [];
  const early: unknown[][] = [[], []];
  const end = (here: 0 | 1): Endpoint => {
    const there = here === 0 ? 1 : 0;
    let open = true;
    return {
      post(message) {
        sent[here] = (sent[here] ?? 0) + 1;
        const copy: unknown = structuredClone(message);
        queueMicrotask(() => {
          const receive = receivers[there];
          if (receive === undefined) early[there]?.push(copy);
          else receive(copy);
        });
      },
      listen(receive, lost) {
        receivers[here] = (message) => {
          if (open) receive(message);
        };
        losers.push(lost);
        for (const message of early[here]?.splice(0) ?? []) receive(message);
      },
      close: () => {
        open = false;
      },
    };
  };
  return {
    ends: [end(0), end(1)],
    sent,
    lose: (error) => {
      for (const lost of losers) lost(error);
    },
  };
}

describe("a session", () => {
  const open: { close(): void }[] = [];
  const pair = (main?: object): ReturnType<typeof sessionPair> => {
    const sessions = sessionPair(main);
    open.push(sessions.near, sessions.far);
    return sessions;
  };
  afterEach(() => {
    for (const session of open.splice(0)) session.close();
  });

  test("a chain of calls costs one round trip", async () => {
    const { ends, sent } = wire();
    const far = openSession(ends[1], new Main());
    const near = openSession(ends[0]);
    open.push(near, far);
    const main: AnyStub = near.main;
    await main.hello();
    await settle();
    sent.fill(0);
    const answer = main.child().child().child().hello();
    expect(await answer).toBe("hello");
    // One message came back: no call waited for an answer.
    expect(sent[1]).toBe(1);
  });

  test("both ends can call", async () => {
    const { near, far } = pair(new Main());
    const main: AnyStub = near.main;
    await main.keep((value: number) => value + 1);
    expect(await main.callBack(1)).toBe(2);
    expect((await failure(() => (far.main as AnyStub).hello())).message).toContain(
      "no main object",
    );
  });

  test("a service and its fetch() can be called before the service has arrived", async () => {
    const { near } = pair(new Main());
    const service = await (near.main as AnyStub).service();
    expect(service.constructor.name).toBe("Fetcher");
    expect(await (await service.fetch("http://a/")).text()).toBe("fetched");
  });

  test("a Blob arrives complete", async () => {
    const { near } = pair(new Main());
    expect(await (near.main as AnyStub).size(new Blob([new Uint8Array(100_000)]))).toBe(100_000);
  });

  test("a long stream arrives complete", async () => {
    const { near } = pair(new Main());
    let left = 40;
    const stream = new ReadableStream({
      pull(controller) {
        if (left-- === 0) controller.close();
        else controller.enqueue(new Uint8Array(65_536));
      },
    });
    expect(await (near.main as AnyStub).count(stream)).toBe(40 * 65_536);
  });

  test("closing fails the pending calls at both ends and disposes the main object", async () => {
    const main = new Main();
    const { near, far } = pair(main);
    const stub: AnyStub = near.main;
    await stub.keep(() => new Promise(() => undefined));
    const out = failure(() => stub.never());
    const back = failure(() => stub.callBack(1));
    const child = await stub.child();
    far.close();
    const lost = { message: "Network connection lost.", retryable: true };
    expect(await out).toMatchObject(lost);
    expect(await back).toMatchObject(lost);
    expect(await failure(() => child.hello())).toMatchObject(lost);
    expect(await failure(() => stub.hello())).toMatchObject(lost);
    expect("remote" in (await failure(() => stub.hello()))).toBe(false);
    expect(main.log).toContain("disposed");
    expect(near.lost?.message).toContain("closed");
  });

  test("each failed call gets its own error object", async () => {
    const { near, far } = pair(new Main());
    const stub: AnyStub = near.main;
    const first = failure(() => stub.never());
    const second = failure(() => stub.never());
    far.close();
    expect(await first).not.toBe(await second);
  });

  test("closing fails a pending fetch()", async () => {
    class Slow extends RpcTarget {
      service(): unknown {
        return entrypoint({ fetch: () => new Promise(() => undefined) });
      }
    }
    const { near, far } = pair(new Slow());
    const service = await (near.main as AnyStub).service();
    const error = failure(() => service.fetch("http://a/", { method: "POST", body: "b" }));
    await settle();
    far.close();
    expect(await error).toMatchObject({ message: "Network connection lost.", retryable: true });
  });

  test("outlives the stubs of its main object", async () => {
    const { near } = pair(new Main());
    const main: AnyStub = near.main;
    const other = main.dup();
    main[Symbol.dispose]();
    await settle();
    expect(await other.hello()).toBe("hello");
  });

  test("listeners of onLost() get the reason once", async () => {
    const { ends, lose } = wire();
    const far = openSession(ends[1], new Main());
    const near = openSession(ends[0]);
    open.push(near, far);
    const heard: string[] = [];
    near.onLost((error) => heard.push(error.message));
    await (near.main as AnyStub).hello();
    lose(new Error("the worker died"));
    await settle();
    near.onLost((error) => heard.push(`late: ${error.message}`));
    expect(heard).toEqual(["the worker died", "late: the worker died"]);
  });

  test("a stream that is being read ends with an error when the session is lost", async () => {
    class Endless extends RpcTarget {
      stream(): ReadableStream {
        return new ReadableStream({
          start: (controller) => controller.enqueue(new Uint8Array(1)),
          pull: () => new Promise(() => undefined),
        });
      }
    }
    const { near, far } = pair(new Endless());
    const reader = (await (near.main as AnyStub).stream()).getReader();
    expect((await reader.read()).value).toEqual(new Uint8Array(1));
    const next = failure(() => reader.read());
    far.close();
    expect(await next).toBeInstanceOf(Error);
  });
});

describe("the first message", () => {
  test.each<[string, unknown, RegExp]>([
    [
      "of a newer version",
      { tabd: PROTOCOL_VERSION + 1 },
      /speaks version \d+ of tabd's protocol, this one version \d+: page and host must be/,
    ],
    ["of another protocol", "hello", /does not speak tabd's protocol/],
  ])("%s ends the session", async (_what, message, reason) => {
    const { port1, port2 } = new MessageChannel();
    const session = openSession(messageEndpoint(port1));
    port2.postMessage(message);
    const error = await failure(() => (session.main as AnyStub).hello());
    expect(error).toMatchObject({ message: "Network connection lost.", retryable: true });
    expect(error.cause.message).toMatch(reason);
    port1.close();
  });
});
