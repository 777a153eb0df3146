import type { HostRole } from "../protocol/events.ts";
import type { HostClock } from "../protocol/host-clock.ts";
import type {
  ExportOptions,
  HostControl,
  ImportOptions,
  ImportReport,
  ScheduledResult,
} from "../protocol/host-control.ts";
import type { HostInspect } from "../protocol/host-inspect.ts";
import type { HostInterface, HostStarted, HostTargets } from "../protocol/host-interface.ts";
import type { VerifyReport } from "../protocol/verify-report.ts";
import type { Session } from "../protocol/session.ts";
import type { Fetcher } from "../rpc/bindings/fetcher.ts";
import type { Assets } from "./assets.ts";
import type { AnyEnv } from "./env-of.ts";
import { makeEnv, makeHostService } from "./env.ts";
import type { EventStream, HostEvents } from "./events.ts";
import type { ExportedDisk } from "./files.ts";
import type { HostEndpoint } from "./host-endpoint.ts";
import { hostTarget } from "./host-target.ts";
import { watchVisibility } from "./visibility.ts";
import { makeWebSocketClass } from "./web-socket.ts";

/** The parts of a {@link Server}. @internal */
export interface ServerParts {
  readonly session: Session;
  readonly endpoint: HostEndpoint;
  readonly events: HostEvents;
  /** What keeps the events coming: if it were collected, they would end. */
  readonly subscription: Promise<Disposable>;
  readonly started: HostStarted;
  readonly assets: Assets;
  /** Kept up to date. */
  readonly role: () => HostRole;
}

/** Prevents garbage collection of running servers: user code may hold only `env`. */
const running = new Set<object>();

/** A worker that is being served: its host runs until `close()` or `kill()`, or the page ends. */
export class Server<Env = AnyEnv> implements AsyncDisposable {
  /** Every binding of the configuration, as the worker's own `env` has it. */
  readonly env: Env;
  /** The host's events. */
  readonly events: EventStream;
  /** Reads the host's state. */
  readonly inspect: HostInspect;
  /** Changes the host's state. */
  readonly control: HostControl;
  /** The host's time. */
  readonly clock: HostClock;
  /**
   * The browser's `WebSocket`, with the worker as its server: for libraries that take a class, such
   * as partysocket (`new PartySocket({ WebSocket: server.WebSocket, … })`). A relative URL is
   * resolved against `ws://tabd/`.
   */
  readonly WebSocket: typeof globalThis.WebSocket;
  readonly #parts: ServerParts;
  readonly #host: HostInterface;
  readonly #control: HostTargets["control"];
  readonly #service: Fetcher;
  readonly #stopWatching: () => void;
  #closed: Promise<void> | undefined;

  /** @internal `serve()` makes servers. */
  constructor(parts: ServerParts) {
    const { session, events, started } = parts;
    this.#parts = parts;
    this.#host = session.main as unknown as HostInterface;
    this.env = makeEnv(session, started.bindings) as Env;
    this.#service = makeHostService(session);
    this.WebSocket = makeWebSocketClass((url, init) => this.fetch(url, init));
    this.events = events;
    this.inspect = hostTarget(session, "inspect");
    this.#control = hostTarget(session, "control");
    this.control = this.#control;
    this.clock = hostTarget(session, "clock");
    // Other calls report a lost host.
    this.#stopWatching = watchVisibility(() => void this.#host.wake().catch(() => undefined));
    running.add(this);
    session.onLost(() => this.#ended());
  }

  /**
   * `"leader"`: the objects run in this server's own host. `"follower"`: they run in the host of
   * another tab or of another server of this page, and this server forwards all calls to it. The
   * role has its new value before listeners of `leader-changed` are called. A server without a
   * disk is always a leader.
   */
  get role(): HostRole {
    return this.#parts.role();
  }

  /**
   * Sends a request to the worker's default handler. A relative URL is resolved against
   * `http://tabd/`.
   *
   * @param init as of the page's `fetch()`, and `cf`: the handler's `request.cf`, which is undefined
   *   by default. Any object that JSON can hold.
   * @throws the error that the handler throws.
   */
  fetch(input: RequestInfo | URL, init?: RequestInit & { cf?: object }): Promise<Response> {
    return this.#service.fetch(typeof input === "string" ? absolute(input) : input, init);
  }

  /**
   * Calls the `scheduled()` handler of the worker's default export, as a Cron Trigger does, and
   * waits for its `waitUntil()` promises. tabd fires no Cron Triggers by itself.
   *
   * ```ts
   * await server.scheduled({ cron: "0 * * * *" }); // { outcome: "ok", noRetry: false }
   * ```
   *
   * @param event.cron `controller.cron`. Default: "".
   * @param event.scheduledTime `controller.scheduledTime`, in ms or as a `Date`. Default: the host's
   *   time.
   * @returns `outcome`: `"exception"` when the handler failed or there is none. The console has the
   *   error.
   */
  async scheduled(
    event: { readonly cron?: string; readonly scheduledTime?: number | Date } = {},
  ): Promise<ScheduledResult> {
    const { cron = "", scheduledTime } = event;
    const time = scheduledTime === undefined ? {} : { scheduledTime: Number(scheduledTime) };
    return this.#control.scheduled({ cron: String(cron), ...time });
  }

  /**
   * Runs SQLite's integrity check on every file, and compares the two stored records of each alarm.
   * Reads every file once and changes nothing; objects keep running. The report lists all problems;
   * they are not thrown.
   */
  verify(): Promise<VerifyReport> {
    return this.inspect.verify();
  }

  /**
   * Returns all files of one moment, while objects keep writing. The paths are those of workerd's
   * directory: `<uniqueKey>/metadata.sqlite` and `<uniqueKey>/<id>.sqlite`. The exported state is
   * durable.
   *
   * @throws {Error} when a file is damaged, unless `skipDamaged` is set, or the disk fails.
   */
  async export(options?: ExportOptions): Promise<ExportedDisk> {
    const { exportFiles } = await import("./files.ts");
    return exportFiles(this.#control, options);
  }

  /**
   * Stores files, all or none: files of an export, or of workerd's or wrangler's directory,
   * including logs (`-wal`). Resets the objects of the affected namespaces, and arms the alarms in
   * the files.
   *
   * @param files by their paths, as `export()` gives them.
   * @throws {Error} when a path is not valid, a file is not an intact database, or a file exists and
   *   `overwrite` is not set. The message names the file. Nothing has changed then.
   */
  async import(
    files: Readonly<Record<string, Uint8Array | ArrayBuffer>>,
    options?: ImportOptions,
  ): Promise<ImportReport> {
    const { importFiles } = await import("./files.ts");
    return importFiles(this.#control, this.#parts.assets, files, options);
  }

  /**
   * Deletes every file and every alarm, and resets all objects. Only an earlier `export()` can
   * restore them.
   *
   * @returns how many files there were.
   */
  async wipe(): Promise<number> {
    return this.#control.wipe();
  }

  /**
   * Ends the host: finishes commits in progress, cancels timers, and releases the disk for the next
   * server. Calls in progress fail. Pending alarms stay on the disk.
   */
  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  /**
   * Ends the host at once, as a crash would. If it was the leader of its disk, a follower recovers
   * the disk and takes over.
   */
  kill(): void {
    this.#closed ??= Promise.resolve();
    this.#parts.endpoint.terminate(new Error("the host was killed"));
    this.#ended();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #close(): Promise<void> {
    const { session, endpoint } = this.#parts;
    try {
      if (session.lost === undefined) await this.#host.close();
    } finally {
      const reason = "this server was closed: call serve() for a new one";
      session.close(reason);
      endpoint.terminate(new Error(reason));
      this.#ended();
    }
  }

  #ended(): void {
    running.delete(this);
    this.#stopWatching();
    this.#parts.events.end();
  }
}

/** Text that is not a URL stays as it is: the service's error names it. */
function absolute(url: string): string {
  return URL.canParse(url, "http://tabd/") ? new URL(url, "http://tabd/").href : url;
}
