import { type HostEvent, type Server, serve } from "tabd";

/** Uses every part of the API, and keeps its storage at a fixed size. */
const source = `
  import { DurableObject, RpcTarget } from "cloudflare:workers";

  class Cursor extends RpcTarget {
    #position = 0;
    next() {
      return this.#position++;
    }
  }

  export class Thing extends DurableObject {
    async touch() {
      const count = ((await this.ctx.storage.get("count")) ?? 0) + 1;
      await this.ctx.storage.put({ count, ["key " + count % 3]: "value ".repeat(100) });
      return count;
    }

    insert() {
      const { sql } = this.ctx.storage;
      sql.exec("CREATE TABLE IF NOT EXISTS notes (id INTEGER PRIMARY KEY, text TEXT)");
      sql.exec("INSERT INTO notes (text) VALUES (?)", "a note ".repeat(20));
      sql.exec("DELETE FROM notes WHERE id <= (SELECT max(id) FROM notes) - 3");
      return sql.exec("SELECT count(*) AS n FROM notes").one().n;
    }

    wakeIn(ms) {
      return this.ctx.storage.setAlarm(Date.now() + ms);
    }

    async alarm() {
      await this.ctx.storage.put("woken", ((await this.ctx.storage.get("woken")) ?? 0) + 1);
    }

    touchOther(name) {
      return this.env.THINGS.getByName(name).touch();
    }

    cursor() {
      return new Cursor();
    }

    async fetch(request) {
      if (request.headers.get("Upgrade") !== "websocket") {
        return new Response(String((await request.text()).length));
      }
      const { 0: client, 1: server } = new WebSocketPair();
      if (request.url.includes("hibernate")) this.ctx.acceptWebSocket(server);
      else {
        server.accept();
        server.addEventListener("message", ({ data }) => server.send(data));
        server.addEventListener("close", ({ code }) => server.close(code));
      }
      return new Response(null, { status: 101, webSocket: client });
    }

    webSocketMessage(socket, message) {
      socket.send(message);
    }

    webSocketClose(socket, code) {
      socket.close(code);
    }
  }
`;

interface Cursor extends Disposable {
  next(): Promise<number>;
}

interface Thing {
  touch(): Promise<number>;
  insert(): Promise<number>;
  wakeIn(ms: number): Promise<void>;
  touchOther(name: string): Promise<number>;
  cursor(): Promise<Cursor>;
  fetch(url: string, init: RequestInit): Promise<Response>;
}

interface Env {
  readonly THINGS: { getByName(name: string): Thing };
}

/** A socket of the page, as workerd has it. */
interface Socket extends EventTarget {
  accept(): void;
  send(message: string): void;
  close(code: number): void;
}

/** More than the connections to SQLite that a host keeps open. */
const OBJECTS = 550;

/** A mixed load whose storage has a fixed size, on three hosts. */
export class Soaking {
  /** The number of completed operations. */
  done = 0;
  /** The number of alarms that have fired. */
  alarms = 0;
  readonly problems: string[] = [];
  #servers: readonly Server<Env>[] = [];
  #step = 0;

  /** Starts an isolated leader, its follower, and a host that is not isolated. */
  async start(): Promise<void> {
    const shared = await this.#serve("tabd-soak-isolated", true);
    const follower = await this.#serve("tabd-soak-isolated", true);
    const direct = await this.#serve("tabd-soak-direct", false);
    this.#servers = [shared, follower, direct];
  }

  /** Makes one operation of each kind, on a random object each. */
  async beat(): Promise<void> {
    const server = this.#servers[this.#step++ % this.#servers.length];
    if (server === undefined) throw new Error("The page has not called start().");
    const name = (): string => `thing ${Math.floor(Math.random() * OBJECTS)}`;
    const thing = (): Thing => server.env.THINGS.getByName(name());
    const operations: readonly (() => Promise<unknown>)[] = [
      () => thing().touch(),
      () => thing().insert(),
      () => thing().wakeIn(Math.random() * 2000),
      () => thing().touchOther(name()),
      () => iterate(thing()),
      () => post(thing()),
      () => echo(thing(), "plain"),
      () => echo(thing(), "hibernate"),
      () => evictOne(server),
    ];
    for (const operation of operations) {
      try {
        await operation();
        this.done++;
      } catch (error) {
        this.problems.push(String(error));
      }
    }
  }

  /** Checks every file of the disks. */
  async verify(): Promise<void> {
    for (const server of this.#servers) {
      const { ok, files, alarms } = await server.verify();
      const damaged = files.filter(({ problems }) => problems.length > 0);
      if (!ok) this.problems.push(`verify(): ${JSON.stringify({ damaged, alarms })}`);
    }
  }

  async #serve(disk: string, isolate: boolean): Promise<Server<Env>> {
    return serve<Env>(
      {
        modules: { "main.js": source },
        compatibilityDate: "2026-11-17",
        durableObjectNamespaces: [{ className: "Thing", uniqueKey: "things", enableSql: true }],
        durableObjectStorage: { localDisk: disk },
        bindings: { THINGS: { durableObjectNamespace: "Thing" } },
      },
      { isolate, onEvent: (event) => this.#note(event) },
    );
  }

  #note(event: HostEvent): void {
    if (event.type === "alarm-fired") this.alarms++;
    if (event.type === "host-unresponsive") this.problems.push("a host does not answer");
  }
}

/** Calls an object that the page gets by RPC. */
async function iterate(thing: Thing): Promise<void> {
  using cursor = await thing.cursor();
  for (let n = 0; n < 3; n++) await cursor.next();
}

async function post(thing: Thing): Promise<void> {
  const response = await thing.fetch("http://thing/", { method: "POST", body: "x".repeat(10_000) });
  const length = await response.text();
  if (length !== "10000") throw new Error(`10000 bytes arrived as ${length}`);
}

/** Opens a WebSocket, sends a message, waits for the answer, and closes. */
async function echo(thing: Thing, path: string): Promise<void> {
  const headers = { Upgrade: "websocket" };
  const response = await thing.fetch(`http://thing/${path}`, { headers });
  const { webSocket } = response as unknown as { readonly webSocket: Socket };
  const next = (type: string): Promise<void> =>
    new Promise((resolve) => webSocket.addEventListener(type, () => resolve(), { once: true }));
  const answered = next("message");
  webSocket.accept();
  webSocket.send("hello");
  await answered;
  const closed = next("close");
  webSocket.close(1000);
  await closed;
}

/** Evicts an object that is idle, if there is one. */
async function evictOne(server: Server<Env>): Promise<void> {
  const { objects } = await server.inspect.objects({ limit: 20 });
  const idle = objects.find(({ state }) => state === "idle");
  if (idle === undefined) return;
  try {
    await server.control.evict({ className: "Thing", id: idle.id });
  } catch (error) {
    // An alarm may have made it busy, or ten idle seconds may have evicted it.
    if (!/busy|not run/.test(String(error))) throw error;
  }
}

declare global {
  var soaking: Soaking;
}

globalThis.soaking = new Soaking();
