import { RpcSession } from "capnweb";
import { openContext } from "../rpc/context.ts";
import type { RpcHook } from "../rpc/hook.ts";
import { makeStub, type RpcStub, stubMaker } from "../rpc/rpc-stub.ts";
import { DisposerTarget, HookTarget } from "./hook-target.ts";
import { type BreakableLink, RemoteHook } from "./remote-hook.ts";
import { type Endpoint, Transport } from "./transport.ts";
import type { WireStub } from "./wire.ts";

/** One end of a conversation between page and host. */
export interface Session {
  /** The other end's main object. */
  readonly main: RpcStub;

  /** Why the session has ended, if it has. */
  readonly lost: Error | undefined;

  /** Calls `callback` once, when the session ends, whoever ended it. */
  onLost(callback: (error: Error) => void): void;

  /** How many references each end holds to the other: for tests, and for finding leaks. */
  stats(): { readonly imports: number; readonly exports: number };

  /** Ends the session: calls under way fail, and what this end offered is disposed. */
  close(): void;
}

/**
 * Opens one end of a session. The other end must do the same on its endpoint; neither waits for
 * the other, so calls may be made at once.
 *
 * @param local this end's main object: an `RpcTarget`, or nothing where it only calls. Its
 *   `[Symbol.dispose]()` is called when the session ends.
 */
export function openSession(endpoint: Endpoint, local?: object): Session {
  const transport = new Transport(endpoint);
  const link: BreakableLink = {
    exportHook: (hook) => new HookTarget(hook, link),
    exportDisposer: (disposer) => new DisposerTarget(disposer),
    importHook: (stub) => new RemoteHook(stub, link),
    attach: (object) => transport.attach(object),
    detach: (number) => transport.detach(number),
    failure: (error) => (transport.lost === undefined ? error : connectionLost(transport.lost)),
  };
  const main =
    local === undefined
      ? undefined
      : new HookTarget(stubMaker.exportTarget(local, openContext), link);
  const capnweb = new RpcSession(transport, main, { onSendError: (error) => error });
  const remote = capnweb.getRemoteMain() as unknown as WireStub;
  // Disposing capnweb's own stub would end the session: ours may be disposed, or collected.
  const hook: RpcHook = new RemoteHook(remote.dup(), link);
  const callbacks: ((error: Error) => void)[] = [];
  remote.onRpcBroken(() => {
    const error = transport.lost ?? new Error("the session has ended");
    for (const callback of callbacks.splice(0)) callback(error);
  });
  return {
    main: makeStub(hook),
    get lost() {
      return transport.lost;
    },
    onLost(callback) {
      if (transport.lost === undefined) callbacks.push(callback);
      else callback(transport.lost);
    },
    stats: () => capnweb.getStats(),
    close: () => transport.abort(new Error("the session was closed")),
  };
}

/** What every call fails with whose session has ended (`jsg/util.c++`, DISCONNECTED). */
function connectionLost(cause: Error): Error {
  const error = new Error("Network connection lost.", { cause });
  return Object.assign(error, { retryable: true });
}
