import { setGlobalScope, setWorkerScope } from "../api/worker-scope.ts";
import { checkConfig } from "../config/check-config.ts";
import { refuseFutureDate } from "../config/compatibility.ts";
import { type CheckedConfig, diskOf } from "../config/checked-config.ts";
import type { HostEvent } from "../protocol/events.ts";
import type {
  HostAddress,
  HostConfig,
  HostInterface,
  HostStarted,
  HostStartOptions,
} from "../protocol/host-interface.ts";
import { advice } from "../protocol/policy-advice.ts";
import { PolicyWatch } from "../protocol/policy-watch.ts";
import type { RpcHook } from "../rpc/hook.ts";
import { RpcTarget } from "../rpc/rpc-target.ts";
import { installCompatibilityFlags } from "./globals/platform-facts.ts";
import { describeBindings } from "./bindings/binding-description.ts";
import { checkCode } from "./modules/check-code.ts";
import { setClockMode } from "./clock/clock-target.ts";
import { placeAssets } from "./assets.ts";
import type { HostRealm } from "./host-realm.ts";
import { HostServer } from "./host-server.ts";
import type { ModuleNamespace } from "./modules/module-namespace.ts";
import { HEARTBEAT_TIMEOUT, DiskLeadership } from "./leadership/disk-leadership.ts";
import { RelayHook } from "./relay/relay-hook.ts";
import { Relay } from "./relay/relay.ts";
import { ServedHere } from "./relay/served.ts";
import { Subscription } from "./events/subscription.ts";
import { installRpcFlags } from "./bindings/rpc-flags.ts";
import { WorkerBindings } from "./bindings/worker-bindings.ts";

export interface CodeSource {
  /** Whether the code is bundled with the host, so that the configuration has no modules. */
  readonly loaded: boolean;
  load(config: CheckedConfig): Promise<ModuleNamespace>;
}

export interface HostOptions {
  /** How long a leader's heartbeat may be missing before it loses the disk, in ms. For tests. */
  readonly heartbeatTimeout?: number;
}

interface Closable {
  close(): Promise<void>;
}

/** The main object of the host's end of the protocol. */
export class HostTarget extends RpcTarget implements HostInterface {
  readonly #realm: HostRealm;
  readonly #code: CodeSource;
  readonly #options: HostOptions;
  readonly #relay = new Relay(new Error("the host has not been started"));
  #starting: Promise<HostStarted> | undefined;
  #running: Closable | undefined;
  #leadership: DiskLeadership | undefined;

  constructor(realm: HostRealm, code: CodeSource, options: HostOptions = {}) {
    super();
    this.#realm = realm;
    this.#code = code;
    this.#options = options;
  }

  async start(
    config: HostConfig,
    { assets, clock, reportsCalls = false }: HostStartOptions,
  ): Promise<HostStarted> {
    if (this.#starting !== undefined) throw new Error("the host was started already");
    placeAssets(assets);
    this.#realm.reportsCalls = reportsCalls;
    // Set before alarms are scheduled: they may be overdue by real time but not by this clock.
    if (clock !== undefined) {
      const { mode, ...options } = clock;
      setClockMode(this.#realm.clock, mode, options);
    }
    const policy = new PolicyWatch(advice);
    this.#starting = this.#start(config)
      .catch(async (error: unknown) => {
        throw await policy.explain(error);
      })
      .finally(() => policy.stop());
    return this.#starting;
  }

  /** A hook to what runs in this host, or in that of the disk's leader. */
  open(address: HostAddress): RpcHook {
    return RelayHook.to(this.#relay, ({ served, until }) => served.open(address, until));
  }

  async subscribe(listener: (events: readonly HostEvent[]) => void): Promise<Disposable> {
    return new Subscription(this.#realm.events, listener);
  }

  async ping(): Promise<void> {}

  async wake(): Promise<void> {
    this.#realm.clock.recheck();
    this.#leadership?.wake();
    // Without a leader nothing to do: the next one reads the time itself.
    await this.#relay.route?.served.wake();
  }

  async close(): Promise<void> {
    await this.#starting?.catch(() => undefined);
    this.#relay.close(new Error("the host has been closed"));
    await this.#running?.close();
  }

  async #start(given: HostConfig): Promise<HostStarted> {
    const config = checkConfig(given, { loaded: this.#code.loaded });
    refuseFutureDate(config.compatibilityDate, new Date(this.#realm.realClock.now()));
    installRpcFlags(config.compatibility);
    const { enable_abortsignal_rpc: signals } = config.compatibility;
    const bindings = new WorkerBindings(config);
    setWorkerScope(bindings);
    const loading = this.#load(config, bindings);
    // Not awaited below if the disk fails first.
    loading.catch(() => undefined);
    const serve = (fenced: () => void): Promise<HostServer> =>
      HostServer.start({ config, realm: this.#realm, loading, bindings, fenced });
    const disk = diskOf(config);
    if (disk === undefined) {
      const server = await serve(() => undefined);
      this.#running = server;
      this.#relay.open(new ServedHere(server));
      return { role: "leader", signals, bindings: describeBindings(config) };
    }
    const leadership = new DiskLeadership({
      config,
      disk,
      realm: this.#realm,
      relay: this.#relay,
      heartbeatTimeout: this.#options.heartbeatTimeout ?? HEARTBEAT_TIMEOUT,
      serve,
    });
    this.#running = leadership;
    this.#leadership = leadership;
    try {
      await leadership.begin();
      // A follower may have to run the code at any moment.
      await loading;
    } catch (error) {
      await leadership.close();
      throw error;
    }
    return { role: leadership.role, signals, bindings: describeBindings(config) };
  }

  async #load(config: CheckedConfig, bindings: WorkerBindings): Promise<ModuleNamespace> {
    installCompatibilityFlags(config.compatibility);
    setGlobalScope(true);
    const code = await this.#code.load(config).finally(() => setGlobalScope(false));
    checkCode(config, code);
    bindings.loaded(code);
    return code;
  }
}
