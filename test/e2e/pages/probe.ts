import { DurableObject } from "cloudflare:workers";

/** One alarm delivery, as the object stored it. */
export interface Delivery {
  /** `ctx.id.name` inside the handler. */
  readonly name: string | undefined;
  readonly scheduledTime: number;
  /** `Date.now()` inside the handler. */
  readonly at: number;
  /** Unique for each instance. */
  readonly instance: string;
}

/** An object that runs a test's commands and stores the alarm deliveries. */
export class Probe extends DurableObject {
  readonly #instance = crypto.randomUUID();

  get #storage(): NonNullable<typeof this.ctx.storage> {
    const { storage } = this.ctx;
    if (storage === undefined) throw new Error("The namespace of Probe has no storage.");
    return storage;
  }

  get #name(): string | undefined {
    const { id } = this.ctx;
    return typeof id === "string" ? id : id.name;
  }

  instance(): string {
    return this.#instance;
  }

  async setAlarm(delay: number): Promise<number> {
    const time = Date.now() + delay;
    await this.#storage.put("scheduledTime", time);
    await this.#storage.setAlarm(time);
    return time;
  }

  async getAlarm(): Promise<number | null> {
    return this.#storage.getAlarm();
  }

  /** Makes the next handler log its start and never end. */
  async hangOnce(): Promise<void> {
    await this.#storage.put("hang", true);
  }

  /** The results of attempts to reach the host's own resources. */
  async reach(disk: string): Promise<Record<string, string>> {
    const attempts: Record<string, () => unknown> = {
      postMessage: () => typeof globalThis.postMessage,
      close: () => typeof (globalThis as { close?: unknown }).close,
      worker: () => typeof globalThis.Worker,
      inherited: () => typeof (Object.getPrototypeOf(globalThis) as { close?: unknown }).close,
      channel: () => new BroadcastChannel(`tabd:disk:${disk}`),
      lock: () => navigator.locks.request(`tabd:disk:${disk}`, () => "got it"),
      open: () => indexedDB.open(`tabd:${disk}`),
      delete: () => indexedDB.deleteDatabase(`tabd:${disk}`),
      list: async () =>
        (await indexedDB.databases()).filter(({ name }) => name?.startsWith("tabd:")).length,
      spy: () => Object.assign(IDBObjectStore.prototype, { add: () => undefined }),
    };
    const outcomes: Record<string, string> = {};
    for (const [name, attempt] of Object.entries(attempts)) {
      try {
        outcomes[name] = String(await attempt());
      } catch (error) {
        outcomes[name] = (error as Error).name;
      }
    }
    return outcomes;
  }

  async put(key: string, value: unknown): Promise<void> {
    await this.#storage.put(key, value);
  }

  async get(key: string): Promise<unknown> {
    return this.#storage.get(key);
  }

  /** Writes a value and an alarm in one commit. */
  async putWithAlarm(key: string, value: unknown, time: number): Promise<void> {
    void this.#storage.put(key, value);
    await this.#storage.setAlarm(time);
  }

  async deliveries(): Promise<Delivery[]> {
    return (await this.#storage.get<Delivery[]>("deliveries")) ?? [];
  }

  async alarm(): Promise<void> {
    if (await this.#storage.get<boolean>("hang")) {
      await this.#storage.delete("hang");
      await this.#storage.sync();
      console.log("hanging");
      await new Promise(() => undefined);
    }
    const delivery: Delivery = {
      name: this.#name,
      scheduledTime: (await this.#storage.get<number>("scheduledTime")) ?? NaN,
      at: Date.now(),
      instance: this.#instance,
    };
    await this.#storage.put("deliveries", [...(await this.deliveries()), delivery]);
  }
}

/** The same class, for an in-memory namespace. */
export class Forgetful extends Probe {}

interface Env {
  readonly PROBES: { getByName(name: string): { instance(): Promise<string> } };
}

export default {
  async fetch(request: Request, env: Env): Promise<Response> {
    const name = new URL(request.url).searchParams.get("name") ?? "nobody";
    return new Response(await env.PROBES.getByName(name).instance());
  },
};
