import { ActorId } from "../../codec/actor-id.ts";
import { actorHook } from "../../api/actor-hook.ts";
import type { HostClock } from "../../protocol/host-clock.ts";
import type { HostAddress, HostTargets, ServedInterface } from "../../protocol/host-interface.ts";
import type { Session } from "../../protocol/session.ts";
import { openContext } from "../../rpc/context.ts";
import { encodeValue } from "../../rpc/encode.ts";
import type { RpcHook } from "../../rpc/hook.ts";
import { captureProps } from "../../rpc/bindings/props.ts";
import { LocalHook, type Receiver } from "../../rpc/local-hook.ts";
import { hookOfStub, makeStub } from "../../rpc/rpc-stub.ts";
import { ClockTarget } from "../clock/clock-target.ts";
import { ControlTarget } from "../control/control-target.ts";
import { InspectTarget } from "../inspect/inspect-target.ts";
import type { HostServer } from "../host-server.ts";

/** Waits for a result; rejects with `retryable` true if the route changes first. */
export type Until = <T>(answer: Promise<T>) => Promise<T>;

/** Runs the actors: the server of this host, or that of another tab. */
export interface Served {
  /**
   * A new hook, with its own order of calls.
   *
   * @param until for results of this host that nothing else would end.
   * @throws the error with which calls on the hook fail.
   */
  open(address: HostAddress, until?: Until): RpcHook;
  readonly clock: HostClock;
  wake(): Promise<void>;
}

/** The server of this host. */
export class ServedHere implements Served {
  readonly #server: HostServer;
  readonly #targets: HostTargets;

  constructor(server: HostServer) {
    this.#server = server;
    this.#targets = {
      inspect: new InspectTarget(() => server),
      control: new ControlTarget(() => server),
      clock: new ClockTarget(() => server),
    };
  }

  get clock(): HostClock {
    return this.#targets.clock;
  }

  open(address: HostAddress, until: Until = (answer) => answer): RpcHook {
    if (address.type === "actor") {
      const { className, id, name } = address;
      return actorHook(this.#server.namespace(className), new ActorId(id, name));
    }
    if (address.type === "service") {
      const { entrypoint, props } = address;
      const makeProps = props === undefined ? undefined : captureProps(props);
      return this.#server.bindings.serviceHook(entrypoint, makeProps);
    }
    const target = this.#targets[address.type];
    const receiver: Receiver = {
      kind: "target",
      deliver: (_event, callback) =>
        until(openContext.deliver(() => callback(target, openContext))),
    };
    return new LocalHook(receiver);
  }

  async wake(): Promise<void> {
    this.#server.realm.clock.recheck();
  }
}

/** The server of another host, over a session. */
export class ServedElsewhere implements Served {
  readonly #session: Session;
  readonly #host: ServedInterface;

  constructor(session: Session) {
    this.#session = session;
    this.#host = session.main as unknown as ServedInterface;
  }

  get clock(): HostClock {
    return makeStub(this.open({ type: "clock" })) as unknown as HostClock;
  }

  open(address: HostAddress): RpcHook {
    return this.#session.open(address);
  }

  async wake(): Promise<void> {
    await this.#host.wake();
  }

  /**
   * Calls a method of the other host. Functions in the arguments are called as soon as a message
   * arrives, without a task of their own, so that the result cannot overtake earlier events.
   */
  call(method: keyof ServedInterface, args: unknown[]): RpcHook {
    const hook = hookOfStub(this.#session.main);
    const payload = encodeValue(args, { context: openContext, stubs: "dup" });
    const result = hook.call([method], payload);
    hook.dispose();
    return result;
  }
}
