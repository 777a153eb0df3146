import { ActorId } from "../actor/actor-id.ts";
import { actorHook } from "../api/actor-hook.ts";
import { checkConfig } from "../config/check-config.ts";
import type { CheckedConfig } from "../config/checked-config.ts";
import type { HostEvent } from "../protocol/events.ts";
import type {
  ActorAddress,
  HostConfig,
  HostInterface,
  HostStarted,
} from "../protocol/host-interface.ts";
import { type Fetcher, makeFetcher } from "../rpc/fetcher.ts";
import { stubMaker } from "../rpc/rpc-stub.ts";
import { RpcTarget } from "../rpc/rpc-target.ts";
import { ClockTarget } from "./clock-target.ts";
import { InspectTarget } from "./host-inspect.ts";
import type { HostRealm } from "./host-realm.ts";
import { HostServer } from "./host-server.ts";
import type { ModuleNamespace } from "./modules/module-loader.ts";
import { Subscription } from "./subscription.ts";

/** Where a host's code comes from. */
export interface CodeSource {
  /** Whether the code is here already, so that the configuration does not bring it. */
  readonly loaded: boolean;
  load(config: CheckedConfig): Promise<ModuleNamespace>;
}

/** The host's end of the protocol: its main object. */
export class HostTarget extends RpcTarget implements HostInterface {
  readonly #realm: HostRealm;
  readonly #code: CodeSource;
  readonly #inspect: InspectTarget;
  readonly #clock: ClockTarget;
  #starting: Promise<HostServer> | undefined;
  #server: HostServer | undefined;

  constructor(realm: HostRealm, code: CodeSource) {
    super();
    this.#realm = realm;
    this.#code = code;
    this.#inspect = new InspectTarget(() => this.#started());
    this.#clock = new ClockTarget(() => this.#started());
  }

  async start(config: HostConfig): Promise<HostStarted> {
    if (this.#starting !== undefined) throw new Error("the host was started already");
    this.#starting = this.#start(config);
    this.#server = await this.#starting;
    return { bindings: this.#server.bindings.describe() };
  }

  async service(entrypoint?: string): Promise<Fetcher> {
    return this.#started().bindings.service(entrypoint);
  }

  async actor({ className, id, name }: ActorAddress): Promise<Fetcher> {
    const namespace = this.#started().namespace(className);
    return makeFetcher(actorHook(namespace, new ActorId(id, name)), stubMaker);
  }

  async subscribe(listener: (events: readonly HostEvent[]) => void): Promise<Disposable> {
    return new Subscription(this.#realm.events, listener);
  }

  get inspect(): InspectTarget {
    return this.#inspect;
  }

  get clock(): ClockTarget {
    return this.#clock;
  }

  async wake(): Promise<void> {
    this.#realm.clock.recheck();
  }

  async close(): Promise<void> {
    await (await this.#starting?.catch(() => undefined))?.close();
  }

  async #start(config: HostConfig): Promise<HostServer> {
    const checked = checkConfig(config, { loaded: this.#code.loaded });
    return HostServer.start(checked, this.#realm, () => this.#code.load(checked));
  }

  #started(): HostServer {
    if (this.#server === undefined) throw new Error("the host has not been started");
    return this.#server;
  }
}
