import { DurableObject } from "cloudflare:workers";

/** Storage methods that the project's own types omit. */
interface Storage {
  put(key: string, value: unknown): Promise<void>;
  get(key: string): Promise<unknown>;
  setAlarm(time: number): Promise<void>;
  getAlarm(): Promise<number | null>;
  transaction<T>(callback: () => Promise<T>): Promise<T>;
  kv: { list(): Iterator<unknown> };
  sql: { exec(query: string, ...bindings: unknown[]): { toArray(): unknown[] } };
}

/** The arguments of one call of the alarm handler. */
export interface AlarmRun {
  readonly scheduledTime: number;
  readonly retryCount: number;
  readonly at: number;
}

/** A general-purpose test object, controlled over RPC. */
export class Keeper extends DurableObject {
  #list: Iterator<unknown> | undefined;
  readonly #instance = crypto.randomUUID();

  get #storage(): Storage {
    return this.ctx.storage as unknown as Storage;
  }

  async instance(): Promise<string> {
    return this.#instance;
  }

  async put(key: string, value: unknown): Promise<void> {
    await this.#storage.put(key, value);
  }

  async get(key: string): Promise<unknown> {
    return this.#storage.get(key);
  }

  async sql(query: string, ...bindings: unknown[]): Promise<unknown[]> {
    return this.#storage.sql.exec(query, ...bindings).toArray();
  }

  async setAlarm(time: number): Promise<void> {
    await this.#storage.setAlarm(time);
  }

  async getAlarm(): Promise<number | null> {
    return this.#storage.getAlarm();
  }

  /** The next entry of a list that the first call opens; the list may read ahead. */
  async nextListed(): Promise<unknown> {
    this.#list ??= this.#storage.kv.list();
    return this.#list.next().value;
  }

  /** Puts a value and commits it only after `go()` resolves. */
  async putSlowly(key: string, value: unknown, go: () => Promise<void>): Promise<void> {
    await this.#storage.transaction(async () => {
      await this.#storage.put(key, value);
      await go();
    });
  }

  /** Sets a timer that does not fire during the test. */
  async setTimer(): Promise<void> {
    setTimeout(() => undefined, 3_600_000);
  }

  async ownName(): Promise<string | undefined> {
    return (this.ctx.id as { name?: string }).name;
  }

  async fill(bytes: number): Promise<void> {
    await this.#storage.put("filling", new Uint8Array(bytes));
  }

  /** Writes both records in one turn, so that they must be stored together. */
  async countTwice(): Promise<number> {
    const count = Number((await this.get("count")) ?? 0) + 1;
    void this.put("count", count);
    void this.setAlarm(4e12 + count);
    return count;
  }

  async alarm({ scheduledTime, retryCount }: AlarmRun): Promise<void> {
    const runs = ((await this.get("runs")) as AlarmRun[] | undefined) ?? [];
    await this.put("runs", [...runs, { scheduledTime, retryCount, at: Date.now() }]);
  }

  async fetch(request: Request): Promise<Response> {
    const tag = new URL(request.url).pathname.slice(1);
    const [follower, server] = Object.values(new WebSocketPair()) as [object, object];
    (this.ctx as { acceptWebSocket(socket: object, tags: string[]): void }).acceptWebSocket(
      server,
      [tag],
    );
    return new Response(null, { status: 101, webSocket: follower } as ResponseInit);
  }

  async webSocketMessage(socket: { send(text: string): void }, text: string): Promise<void> {
    socket.send(`${text} ${this.#instance}`);
  }
}

declare const WebSocketPair: new () => object;

/** Counts in memory only. */
export class Fleeting extends DurableObject {
  async count(): Promise<number> {
    return 1;
  }
}

/** The object named "broken" cannot be constructed. */
export class Fragile extends Keeper {
  constructor(ctx: never, env: never) {
    super(ctx, env);
    const { id } = ctx as { id: { name?: string } };
    if (id.name === "broken") throw new Error("made to break");
  }
}
