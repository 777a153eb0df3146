import { ActorId } from "../../codec/actor-id.ts";
import { actorHook } from "../../api/actor-hook.ts";
import type { HostControl } from "../../protocol/host-control.ts";
import type { HostInspect } from "../../protocol/host-inspect.ts";
import type { ActorAddress, HostClock, ServedInterface } from "../../protocol/host-interface.ts";
import { openContext } from "../../rpc/context.ts";
import { encodeValue } from "../../rpc/encode.ts";
import type { RpcHook } from "../../rpc/hook.ts";
import { captureProps } from "../../rpc/bindings/props.ts";
import { hookOfStub, stubMaker, type RpcStub } from "../../rpc/rpc-stub.ts";
import { ClockTarget } from "../clock/clock-target.ts";
import { ControlTarget } from "../control/control-target.ts";
import { InspectTarget } from "../inspect/inspect-target.ts";
import type { HostServer } from "../host-server.ts";

/** Whoever runs the actors: the server of this host, or that of another tab. */
export interface Served {
  /** A new hook to an entrypoint. @throws what a call then fails with. */
  service(entrypoint: string | undefined, props: object | undefined): RpcHook;
  /** A new hook to an actor, with its own order of calls. @throws what a call then fails with. */
  actor(address: ActorAddress): RpcHook;
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

  service(entrypoint: string | undefined, props: object | undefined): RpcHook {
    const makeProps = props === undefined ? undefined : captureProps(props);
    return this.#server.bindings.serviceHook(entrypoint, makeProps);
  }

  actor({ className, id, name }: ActorAddress): RpcHook {
    return actorHook(this.#server.namespace(className), new ActorId(id, name));
  }

  async wake(): Promise<void> {
    this.#server.realm.clock.recheck();
  }
}

/** The server of another host, over a session. */
export class ServedElsewhere implements Served {
  readonly #main: RpcStub;
  readonly #host: ServedInterface;

  constructor(main: RpcStub) {
    this.#main = main;
    this.#host = main as unknown as ServedInterface;
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

  service(entrypoint: string | undefined, props: object | undefined): RpcHook {
    return this.call("service", props === undefined ? [entrypoint] : [entrypoint, props]);
  }

  actor(address: ActorAddress): RpcHook {
    return this.call("actor", [address]);
  }

  async wake(): Promise<void> {
    await this.#host.wake();
  }

  /**
   * Calls a method of the other host. Functions in the arguments are called as soon as word comes,
   * in no task of their own: events are not to be overtaken by the answer that follows them.
   */
  call(method: keyof ServedInterface, args: unknown[]): RpcHook {
    const hook = hookOfStub(this.#main);
    const payload = encodeValue(args, { maker: stubMaker, context: openContext, stubs: "dup" });
    const result = hook.call([method], payload);
    hook.dispose();
    return result;
  }
}
