import { openContext } from "../../../src/rpc/context.ts";
import { type Fetcher, makeFetcher } from "../../../src/rpc/bindings/fetcher.ts";
import { answerFetch } from "../../../src/rpc/http/answer-fetch.ts";
import { httpClasses } from "../../../src/rpc/http/http-classes.ts";
import { installHttpClasses } from "../../../src/rpc/http/http-part.ts";
import type { RpcHook } from "../../../src/rpc/hook.ts";
import { LocalHook } from "../../../src/rpc/local-hook.ts";
import { RpcStub } from "../../../src/rpc/rpc-stub.ts";
import { RpcTarget } from "../../../src/rpc/rpc-target.ts";
import { messageEndpoint } from "../../../src/protocol/endpoint.ts";
import { openSession, type Session } from "../../../src/protocol/session.ts";

installHttpClasses(httpClasses);

// oxlint-disable-next-line typescript/no-explicit-any -- a stub has every member, of every type
export type AnyStub = any;

/** A way to reach a target: directly or over a session. Both have the same rules. */
export interface Ends {
  /** A stub of a function, plain object or `RpcTarget`. */
  stub(target: object): Promise<AnyStub>;
  /** A service whose events go to this instance of an entrypoint class. */
  service(instance: object): Promise<AnyStub>;
  close(): void;
}

class Offer extends RpcTarget {
  readonly #target: unknown;

  constructor(target: unknown) {
    super();
    this.#target = target;
  }

  get target(): unknown {
    return this.#target;
  }
}

export function entrypoint(instance: object): Fetcher {
  return makeFetcher(entrypointHook(instance));
}

export function entrypointHook(instance: object): RpcHook {
  return new LocalHook({
    kind: "entrypoint",
    answer: answerFetch,
    deliver: (_event, callback) => openContext.deliver(() => callback(instance, openContext)),
  });
}

function localEnds(): Ends {
  return {
    stub: async (target) => new RpcStub(target),
    service: async (instance) => entrypoint(instance),
    close: () => undefined,
  };
}

/** Two ends of a session that talk over a real MessageChannel. */
export function sessionPair(main?: object): {
  near: Session;
  far: Session;
  ports: MessageChannel;
} {
  const ports = new MessageChannel();
  const far = openSession(messageEndpoint(ports.port2), main);
  const near = openSession(messageEndpoint(ports.port1));
  return { near, far, ports };
}

function remoteEnds(): Ends {
  const open: Session[] = [];
  const reach = async (target: unknown): Promise<AnyStub> => {
    const { near, far, ports } = sessionPair(new Offer(target));
    open.push(near, far);
    near.onLost(() => ports.port1.close());
    return (near.main as AnyStub).target;
  };
  return {
    // A plain object would be copied, so it is passed as a stub.
    stub: (target) =>
      reach(
        target instanceof RpcTarget || typeof target === "function" ? target : new RpcStub(target),
      ),
    service: (instance) => reach(entrypoint(instance)),
    close: () => {
      for (const session of open) session.close();
    },
  };
}

export const bothEnds: readonly (readonly [name: string, open: () => Ends])[] = [
  ["in one realm", localEnds],
  ["over a session", remoteEnds],
];

/** Waits until sent messages have arrived and been handled. */
export async function settle(): Promise<void> {
  for (let i = 0; i < 5; i++) await new Promise((resolve) => setTimeout(resolve, 1));
}

/** The error of a failing call. */
export async function failure(call: () => unknown): Promise<AnyStub> {
  try {
    await call();
  } catch (error) {
    return error;
  }
  throw new Error("the call succeeded");
}
