import type { WorkerConfig } from "../config/config.ts";
import type { ClockState, HostEvent, HostRole } from "../protocol/events.ts";
import type { HostConfig, HostInterface } from "../protocol/host-interface.ts";
import { openSession } from "../protocol/session.ts";
import { PolicyWatch } from "../protocol/policy-watch.ts";
import { isObject } from "../rpc/arguments.ts";
import { setHttpLoader } from "../rpc/http/http-part.ts";
import { rpcSettings } from "../rpc/settings.ts";
import { type AssetOptions, type Assets, assetUrls } from "./assets.ts";
import { HostEvents } from "./events.ts";
import { HostEndpoint, type HostWorker } from "./host-endpoint.ts";
import { makeHostWorker } from "./host-worker.ts";
import { watchPageCache } from "./page-cache.ts";
import type { EnvOf } from "./env-of.ts";
import { Server } from "./server.ts";
import { serverRegistry } from "./server-registry.ts";
import { watchHost } from "./watchdog.ts";

/** Options of starting a host, beside the worker's configuration. */
export interface ServeOptions {
  /**
   * Called with every event from the start. Overdue alarms can fire before `serve()` resolves, so
   * `server.events.on()` misses their events.
   */
  onEvent?: (event: HostEvent) => void;

  /**
   * The host's clock at start, before any alarm fires. Default: real, so that a reload ends what
   * `server.clock` has set. `"kept"`: the last clock of this disk, also after a reload. It is stored
   * in the page's localStorage; while no host runs, a clock that is not frozen advances at the
   * computer's speed. A follower uses its leader's clock, and keeps it when it takes over.
   */
  clock?: ClockState | "kept";

  /**
   * Where tabd's files are, if no bundler copies them: the URL of a folder with all files of
   * `tabd/dist`, or the URLs of some files. Default: beside tabd's own script.
   */
  assets?: string | URL | AssetOptions;

  /**
   * Runs code that others wrote in an opaque origin: the browser denies it all data that this
   * origin stores, except for its own disk. Needs `modules`. See `docs/security.md`.
   * Default: false.
   */
  isolate?: boolean;

  /** Aborts the start of the server. No effect afterwards. */
  signal?: AbortSignal;

  /** How long the host's script may take to load and answer, in ms. Default: 60,000. */
  patience?: number;

  /**
   * The time without an answer, in ms, after which `host-unresponsive` reports a host that has
   * answered before: its code may run an endless loop, which only `kill()` ends. Default: 5,000.
   * `Infinity` turns the report off.
   */
  unresponsiveAfter?: number;
}

rpcSettings.objectPromises = true;
setHttpLoader(async () => (await import("../rpc/http/http-classes.ts")).httpClasses);

const DEFAULT_PATIENCE = 60_000;
const DEFAULT_UNRESPONSIVE_AFTER = 5_000;

/**
 * Starts a host and serves a worker in it.
 *
 * Resolves when the host is ready and the alarms of every namespace are armed. Overdue alarms fire
 * at once. If another host already runs the objects of this disk, in another tab or for another
 * server of this page, that host is the leader and runs its own code. This server is then a
 * follower: it behaves the same, and one follower takes over when the leader ends. `server.role`
 * is `"leader"` or `"follower"`.
 *
 * ```ts
 * const server = await serve({
 *   modules: { "main.js": source },
 *   compatibilityDate: "2026-11-17",
 *   durableObjectNamespaces: [{ className: "Room", uniqueKey: "rooms" }],
 *   durableObjectStorage: { localDisk: "my-disk" },
 *   bindings: { ROOMS: { durableObjectNamespace: "Room" } },
 * });
 * await server.env.ROOMS.getByName("lobby").enter("Ada");
 * ```
 *
 * Without `Env`, `server.env` gets its types from the configuration, if that is a literal.
 *
 * @throws {ConfigError} for a wrong configuration; the message names the field.
 * @throws {Error} when the host cannot start, the code cannot be loaded, or the disk cannot be opened.
 */
export function serve<const Config extends WorkerConfig>(
  config: Config,
  options?: ServeOptions,
): Promise<Server<EnvOf<Config>>>;
export function serve<Env>(config: WorkerConfig, options?: ServeOptions): Promise<Server<Env>>;
export async function serve(config: WorkerConfig, options: ServeOptions = {}): Promise<Server> {
  if (typeof Worker === "undefined") {
    throw new Error(
      "serve() needs a browser: it starts a Web Worker, and there is none here. Call it in the " +
        "page, for example in an effect or an event handler, not while the server renders.",
    );
  }
  const { signal } = options;
  signal?.throwIfAborted();
  const registry = serverRegistry();
  const keeper =
    options.clock === "kept"
      ? new (await import("./kept-clock.ts")).ClockKeeper(diskIn(config))
      : undefined;
  const clock =
    (await registry?.clock()) ?? (options.clock === "kept" ? keeper?.resume() : options.clock);
  const assets = assetUrls(options.assets);
  const policy = new PolicyWatch(async (violation) => {
    const { advice } = await import("../protocol/policy-advice.ts");
    return advice(violation);
  });
  const worker = await makeWorker(config, assets, options).catch(async (error: unknown) => {
    throw await policy.explain(error, "worker-src");
  });
  if (signal?.aborted === true) {
    worker.terminate();
    throw signal.reason;
  }
  const endpoint = new HostEndpoint(worker, {
    patience: options.patience ?? DEFAULT_PATIENCE,
    madeBy: config?.worker === undefined ? "modules" : "worker",
    script: assets.host,
  });
  const events = new HostEvents();
  // Before the user's listeners get the event.
  let role: HostRole | undefined;
  events.on("leader-changed", (event) => {
    role = event.role;
  });
  if (options.onEvent !== undefined) events.on("*", options.onEvent);
  const session = openSession(endpoint);
  if (diskIn(config) !== undefined) {
    session.onLost(watchPageCache((reason) => endpoint.terminate(reason)));
  }
  if (keeper !== undefined) session.onLost(keeper.follow(events));
  const abort = (): void => endpoint.terminate(toError(signal?.reason));
  signal?.addEventListener("abort", abort, { once: true });
  try {
    const host = session.main as unknown as HostInterface;
    const { unresponsiveAfter = DEFAULT_UNRESPONSIVE_AFTER } = options;
    watchHost({
      ping: () => host.ping(),
      patience: unresponsiveAfter,
      unresponsive: () =>
        events.push([{ type: "host-unresponsive", time: Date.now(), silence: unresponsiveAfter }]),
      responsive: () => events.push([{ type: "host-responsive", time: Date.now() }]),
    });
    const subscription = host.subscribe((news) => events.push(news));
    // Not awaited: calls arrive in their order. If it fails, so does the next.
    subscription.catch(() => undefined);
    const { wasm, parts: hostParts } = assets;
    const started = await host.start(hostConfig(config), {
      assets: { wasm, parts: hostParts },
      ...(clock && { clock }),
      ...(registry && { reportsCalls: true }),
    });
    role ??= started.role;
    // Signals can be sent only from a page that has such a worker.
    if (started.signals) rpcSettings.signals = true;
    const parts = { session, endpoint, events, subscription, started, assets };
    const server = new Server({ ...parts, role: () => role ?? started.role });
    registry?.add(server, config);
    return server;
  } catch (error) {
    const failure = endpoint.failure ?? session.lost ?? (await refusal(error, config));
    const reason = await policy.explain(failure, "worker-src");
    endpoint.terminate(new Error("the host did not start", { cause: reason }));
    events.end();
    throw reason;
  } finally {
    policy.stop();
    signal?.removeEventListener("abort", abort);
  }
}

/** The host checks the configuration. Only the page can check the options that make the host. */
async function makeWorker(
  config: WorkerConfig,
  assets: Assets,
  { isolate = false }: ServeOptions,
): Promise<HostWorker> {
  const make: unknown = config?.worker;
  if (make === undefined) {
    if (!isolate) return makeHostWorker(assets.host);
    const { makeIsolatedHost } = await import("./isolated-host.ts");
    return makeIsolatedHost(assets, diskIn(config));
  }
  const usable = typeof make === "function" && config.modules === undefined && !isolate;
  const worker: unknown = usable ? make() : undefined;
  if (worker instanceof Worker) return worker;
  const { workerError } = await import("./local-error.ts");
  throw workerError(config, isolate);
}

/** The host's refusal. If the part cannot be loaded, the original error. */
async function refusal(error: unknown, config: WorkerConfig): Promise<unknown> {
  try {
    const { localError } = await import("./local-error.ts");
    return localError(error, hostConfig(config));
  } catch {
    return error;
  }
}

/** The configuration's disk name, not checked. */
function diskIn(config: WorkerConfig): string | undefined {
  const storage: unknown = config?.durableObjectStorage;
  const name = isObject(storage) && "localDisk" in storage ? storage.localDisk : undefined;
  return typeof name === "string" ? name : undefined;
}

/** The part of the configuration that travels. */
function hostConfig(config: WorkerConfig): HostConfig {
  if (!isObject(config)) return config;
  const entries = Object.entries(config).filter(
    ([field, value]) => field !== "worker" && value !== undefined,
  );
  return Object.fromEntries(entries) as unknown as HostConfig;
}

function toError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error(String(reason));
}
