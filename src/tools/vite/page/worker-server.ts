import type { WorkerConfig } from "../../../config/config.ts";

/** The part of tabd's `Server` that a page's routes need. */
export interface RoutedServer {
  fetch(request: Request | string, init?: RequestInit): Promise<Response>;
  close(): Promise<void>;
  kill(): void;
}

type Serve<Server> = (config: WorkerConfig) => Promise<Server>;

/** How long a server may take to close before it is killed, in ms. */
const PATIENCE = 3000;

/** The server of the page's worker. In development, each edit of the worker replaces it. */
export class WorkerServer<Server extends RoutedServer> {
  /** The server, or the next one while it is replaced. */
  current: Promise<Server>;
  readonly #serve: Serve<Server>;
  readonly #listeners = new Set<(server: Server) => void>();

  constructor(serve: Serve<Server>, config: WorkerConfig) {
    this.#serve = serve;
    this.current = serve(config);
  }

  /** Closes the server, whose objects keep their storage, and starts one with other code. */
  async replace(config: WorkerConfig): Promise<void> {
    const former = this.current;
    const next = former.then(close, () => undefined).then(() => this.#serve(config));
    this.current = next;
    const server = await next;
    // A later edit may have replaced this one already.
    if (this.current === next) for (const listener of this.#listeners) listener(server);
  }

  /** Calls the listener with each server that replaces another. Returns a function that ends this. */
  onReplaced(listener: (server: Server) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }
}

async function close(server: RoutedServer): Promise<void> {
  const timeout = new Promise<void>((resolve) => setTimeout(resolve, PATIENCE));
  await Promise.race([server.close().catch(() => undefined), timeout]);
  server.kill();
}
