import { ActorNamespace } from "../actor/actor-namespace.ts";
import type { NamespaceStorage } from "../actor/namespace-storage.ts";
import type { Actor } from "../actor/actor.ts";
import { makeDurableObjectState } from "../api/durable-object-state.ts";
import type { CheckedConfig, CheckedNamespace } from "../config/checked-config.ts";
import type { HostEvent } from "../protocol/events.ts";
import type { DurableObjectId } from "../rpc/bindings/durable-object-id.ts";
import type { HostRealm } from "./host-realm.ts";
import { HostStorage } from "./host-storage.ts";
import type { ModuleNamespace } from "./modules/module-namespace.ts";
import { serveUnsafe } from "./modules/unsafe-module.ts";
import type { WorkerBindings } from "./bindings/worker-bindings.ts";

// Captured before user code can replace it.
const { random: platformRandom } = Math;

type DurableObjectClass = new (ctx: object, env: unknown) => object;

interface HostServerOptions {
  readonly config: CheckedConfig;
  readonly bindings: WorkerBindings;
  readonly realm: HostRealm;
  readonly storage: HostStorage;
}

export interface HostServerStart {
  readonly config: CheckedConfig;
  readonly realm: HostRealm;
  /** The checked code, which may still be loading. */
  readonly loading: Promise<ModuleNamespace>;
  readonly bindings: WorkerBindings;
  /** Called when a commit fails because another host has taken the disk. */
  readonly fenced: () => void;
}

/** A running worker: its code, its namespaces and their storage. */
export class HostServer {
  readonly config: CheckedConfig;
  readonly realm: HostRealm;
  readonly storage: HostStorage;
  readonly bindings: WorkerBindings;
  readonly #namespaces: ReadonlyMap<string, ActorNamespace>;
  #closed: Promise<void> | undefined;

  private constructor({ config, bindings, realm, storage }: HostServerOptions) {
    this.config = config;
    this.realm = realm;
    this.storage = storage;
    this.bindings = bindings;
    this.#namespaces = new Map(
      config.namespaces.map((one) => [one.className, this.#makeNamespace(one)]),
    );
  }

  /**
   * Opens the disk and schedules the alarms.
   *
   * @throws errors of the code or the disk, after closing everything. The code's error wins.
   */
  static async start({
    config,
    realm,
    loading,
    bindings,
    fenced,
  }: HostServerStart): Promise<HostServer> {
    // The disk opens while the code loads.
    let server: HostServer | undefined;
    const opening = HostStorage.open(config, realm, {
      fenced,
      lost: (error) => server?.diskLost(error),
    });
    // Not awaited below if loading fails.
    opening.catch(() => undefined);
    try {
      await loading;
      server = new HostServer({ config, bindings, realm, storage: await opening });
      bindings.serveBy(server);
      serveUnsafe(server);
      await Promise.all(server.namespaces.map((namespace) => namespace.open()));
      return server;
    } catch (error) {
      if (server !== undefined) await server.close();
      else void opening.then((storage) => storage.close()).catch(() => undefined);
      throw error;
    }
  }

  /** In the order of the configuration. */
  get namespaces(): ActorNamespace[] {
    return [...this.#namespaces.values()];
  }

  /** @throws {Error} when the configuration has no such class. */
  namespace(className: string): ActorNamespace {
    const namespace = this.#namespaces.get(className);
    if (namespace !== undefined) return namespace;
    const known = [...this.#namespaces.keys()].join(", ");
    throw new Error(
      `There is no Durable Object namespace of class "${className}" in worker ` +
        `"${this.config.name}". It has: ${known === "" ? "none" : known}.`,
    );
  }

  /** The storage of a class; null when its objects have none. */
  storageOf(className: string): NamespaceStorage | null {
    const config = this.config.namespaces.find((one) => one.className === className);
    return config?.kind === "durable" ? this.storage.get(config.storage) : null;
  }

  /** Whether an actor is starting, alarms are being delivered, or platform I/O is pending. */
  get busy(): boolean {
    return (
      this.realm.io.pending > 0 ||
      this.namespaces.some(({ starting, alarms }) => starting > 0 || alarms?.busy === true)
    );
  }

  /** Resets the actors whose files are on the disk, which is being reopened. */
  diskLost(error: Error): void {
    for (const config of this.config.namespaces) {
      if (config.kind !== "durable" || config.storage !== "localDisk") continue;
      this.namespace(config.className).diskLost(error);
    }
  }

  /** Finishes pending commits, ends the actors and their timers, and closes the disk. */
  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  /** Ends the actors at once, because another host has taken the disk. Pending commits are lost. */
  abandon(): Promise<void> {
    this.#closed ??= this.#end();
    return this.#closed;
  }

  async #close(): Promise<void> {
    // Commit the current turn's writes before the actors end.
    await this.realm.loop.turn();
    await this.storage.idle();
    await this.#end();
  }

  async #end(): Promise<void> {
    for (const namespace of this.namespaces) namespace.close();
    await this.storage.close();
  }

  #makeNamespace(config: CheckedNamespace): ActorNamespace {
    const { className, preventEviction } = config;
    const { realm, storage } = this;
    const { compatibility } = this.config;
    return new ActorNamespace({
      className,
      preventEviction,
      uniqueKey: config.kind === "durable" ? config.uniqueKey : undefined,
      storage: config.kind === "durable" ? storage.get(config.storage) : null,
      clock: realm.clock,
      loop: realm.loop,
      report: (event) => this.#report(event),
      random: platformRandom,
      deleteAllDeletesAlarm: compatibility.delete_all_deletes_alarm,
      makeInstance: (actor) => this.#makeInstance(actor, config),
    });
  }

  #report(event: HostEvent): void {
    if (event.type === "actor-called" && !this.realm.reportsCalls) return;
    if (event.type === "console") this.realm.reportLine(event);
    // Closing the server ends actors; that is not a fault to report.
    else if (event.type !== "actor-broken" || this.#closed === undefined) this.realm.report(event);
  }

  #makeInstance(actor: Actor, config: CheckedNamespace): object {
    const start = actor.facetStart;
    const ctx = makeDurableObjectState({
      actor,
      clock: this.realm.clock,
      compatibility: this.config.compatibility,
      enableSql: config.kind === "durable" && (start !== undefined || config.enableSql),
      exports: this.bindings.ctxExports,
      ...(start !== undefined && {
        id: start.id as DurableObjectId | string | undefined,
        props: start.makeProps(),
      }),
    });
    const { className } = start ?? config;
    const Class = this.bindings.code[className] as DurableObjectClass;
    return new Class(ctx, this.bindings.env);
  }
}
