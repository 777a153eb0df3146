import { ActorId } from "../../codec/actor-id.ts";
import { actorHook } from "../../api/actor-hook.ts";
import type { HostControl } from "../../protocol/host-control.ts";
import type { HostInspect } from "../../protocol/host-inspect.ts";
import type { HostAddress, HostClock, ServedInterface } from "../../protocol/host-interface.ts";
import type { Session } from "../../protocol/session.ts";
import { openContext } from "../../rpc/context.ts";
import { encodeValue } from "../../rpc/encode.ts";
import type { RpcHook } from "../../rpc/hook.ts";
import { captureProps } from "../../rpc/bindings/props.ts";
import { hookOfStub, stubMaker } from "../../rpc/rpc-stub.ts";
import { ClockTarget } from "../clock/clock-target.ts";
import { ControlTarget } from "../control/control-target.ts";
import { InspectTarget } from "../inspect/inspect-target.ts";
import type { HostServer } from "../host-server.ts";

/** Whoever runs the actors: the server of this host, or that of another tab. */
export interface Served {
  /** A new hook, with its own order of calls. @throws what a call then fails with. */
  open(address: HostAddress): RpcHook;
  readonly inspect: HostInspect;
  readonly control: HostControl;
  readonly clock: HostClock;
  wake(): Promise<void>;
}

/** The server of this host. */
export class ServedHere implements Served {
  readonly inspect: InspectTarget;
  readonly control: ControlTarget;
  readonly clock: ClockTarget;
  readonly #server: HostServer;

  constructor(server: HostServer) {
    this.#server = server;
    this.inspect = new InspectTarget(() => server);
    this.control = new ControlTarget(() => server);
    this.clock = new ClockTarget(() => server);
  }

  open(address: HostAddress): RpcHook {
    if (address.type === "actor") {
      const { className, id, name } = address;
      return actorHook(this.#server.namespace(className), new ActorId(id, name));
    }
    const { entrypoint, props } = address;
    const makeProps = props === undefined ? undefined : captureProps(props);
    return this.#server.bindings.serviceHook(entrypoint, makeProps);
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

  get inspect(): HostInspect {
    return this.#host.inspect;
  }

  get control(): HostControl {
    return this.#host.control;
  }

  get clock(): HostClock {
    return this.#host.clock;
  }

  open(address: HostAddress): RpcHook {
    return this.#session.open(address);
  }

  async wake(): Promise<void> {
    await this.#host.wake();
  }

  /**
   * Calls a method of the other host. Functions in the arguments are called as soon as word comes,
   * in no task of their own: events are not to be overtaken by the answer that follows them.
   */
  call(method: keyof ServedInterface, args: unknown[]): RpcHook {
    const hook = hookOfStub(this.#session.main);
    const payload = encodeValue(args, { maker: stubMaker, context: openContext, stubs: "dup" });
    const result = hook.call([method], payload);
    hook.dispose();
    return result;
  }
}
