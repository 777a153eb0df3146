import type { WorkerConfig } from "../../config/config.ts";
import type { ServerRegistry } from "../../page/server-registry.ts";
import type { Server } from "../../page/server.ts";
import type { serve as Serve } from "../../page/serve.ts";
import type { ClockState, HostEvent } from "../../protocol/events.ts";
import type { SendInPage } from "./page-requests.ts";
import type { PageValues } from "./page-values.ts";

/** The page's function that calls the test. */
export const BINDING = "__tabd_playwright";

/** What the page tells the test. */
export type PageMessage =
  | { readonly type: "events"; readonly events: readonly HostEvent[] }
  /** The result is a `ClockState` or undefined. */
  | { readonly type: "clock" }
  /** From a page that the fixture serves. The result is the encoded `WorkerConfig`. */
  | { readonly type: "config" };

/** Selects an object by its binding, and its name or id. */
export interface ObjectAddress {
  readonly binding: string;
  readonly name?: string;
  readonly id?: string;
}

/** A stub with methods of any name. */
export type AnyStub = Record<string, (...args: unknown[]) => Promise<unknown>> & {
  fetch(request: Request): Promise<Response>;
};

/** What the fixture's functions in the page share. */
export interface PageTools extends PageValues {
  readonly send: SendInPage;
}

/** A server, as the fixture's functions in the page use it. */
export interface ServerEntry extends PageTools {
  readonly server: Server;
  select(address: ObjectAddress): { readonly className: string; readonly id: string };
  stub(address: ObjectAddress): AnyStub;
  /** Ends the host as a crash would. A page of the fixture starts a new one. */
  crash(): void;
}

export interface PageRegistry extends ServerRegistry {
  /** The newest server that runs. Waits for one. */
  current(): Promise<ServerEntry>;
  /** Starts the worker of the fixture's own page. */
  start(serve: typeof Serve): Promise<void>;
}

/** Runs in the page as source text, before the page's scripts: it uses nothing outside itself. */
export function installRegistry(binding: string, tools: PageTools): void {
  const page = globalThis as unknown as { [key: symbol]: PageRegistry };
  const tell = (message: PageMessage): Promise<unknown> =>
    (globalThis as unknown as Record<string, (message: PageMessage) => Promise<unknown>>)[
      binding
    ]?.(message) ?? Promise.resolve();

  let restart: (() => void) | undefined;
  let entry = Promise.withResolvers<ServerEntry>();
  let settled = false;
  /** A new server is expected. Those who wait for the first one keep waiting. */
  const expectServer = (): void => {
    if (settled) entry = Promise.withResolvers();
    settled = false;
  };

  const entryOf = (server: Server, config: WorkerConfig): ServerEntry => {
    const idOf = ({ binding, name, id }: ObjectAddress): { id: object; className: string } => {
      const { bindings = {} } = config;
      const found = bindings[binding];
      if (found === undefined || !("durableObjectNamespace" in found)) {
        const names = Object.keys(bindings).filter(
          (one) => "durableObjectNamespace" in (bindings[one] ?? {}),
        );
        throw new Error(
          `The worker has no namespace bound as "${binding}". Its namespaces are: ` +
            `${names.join(", ") || "none"}.`,
        );
      }
      const namespace = server.env[binding];
      return {
        className: found.durableObjectNamespace,
        id: id === undefined ? namespace.idFromName(name) : namespace.idFromString(id),
      };
    };
    return {
      ...tools,
      server,
      select(address) {
        const { id, className } = idOf(address);
        return { className, id: String(id) };
      },
      stub: (address) => server.env[address.binding].get(idOf(address).id),
      crash() {
        expectServer();
        server.kill();
        restart?.();
      },
    };
  };

  const registry: PageRegistry = {
    clock: () => tell({ type: "clock" }) as Promise<ClockState | undefined>,
    add(server, config) {
      // Every tab gets the leader's events. Only the leader's page reports them.
      const own = new Set(["leader-changed", "code-differs", "host-unresponsive"]);
      const reported = (event: HostEvent): boolean =>
        server.role === "leader" || own.has(event.type);
      let news: HostEvent[] = [];
      const flush = (): void => {
        const events = news;
        news = [];
        void tell({ type: "events", events });
      };
      const report = (event: HostEvent): void => {
        if (reported(event) && news.push(event) === 1) queueMicrotask(flush);
      };
      server.events.past.forEach(report);
      server.events.on("*", report);
      expectServer();
      settled = true;
      entry.resolve(entryOf(server, config));
    },
    current: () => entry.promise,
    async start(serve) {
      restart = () => void registry.start(serve);
      try {
        const config = tools.decode(await tell({ type: "config" })) as WorkerConfig;
        await serve(config);
      } catch (error) {
        settled = true;
        entry.promise.catch(() => undefined);
        entry.reject(error);
      }
    },
  };
  page[Symbol.for("tabd.servers")] = registry;
}
