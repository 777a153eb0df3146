import { DurableObject, WorkerEntrypoint } from "cloudflare:workers";

/** One delivery of an alarm, as the object stored it. */
export interface Delivery {
  readonly name: string | undefined;
  readonly scheduledTime: number;
  /** `Date.now()` inside the handler. */
  readonly at: number;
}

/** A general-purpose test object, controlled over RPC. */
export class Thing extends DurableObject {
  readonly #instance = crypto.randomUUID();

  async instance(): Promise<string> {
    return this.#instance;
  }

  async put(key: string, value: unknown): Promise<void> {
    await this.ctx.storage?.put(key, value);
  }

  async get(key: string): Promise<unknown> {
    return this.ctx.storage?.get(key);
  }

  async setAlarm(time: number): Promise<void> {
    await this.ctx.storage?.setAlarm(time);
  }

  async deliveries(): Promise<Delivery[]> {
    return ((await this.get("deliveries")) as Delivery[] | undefined) ?? [];
  }

  async say(text: string): Promise<void> {
    console.log("I say", text);
  }

  async binding(name: string): Promise<unknown> {
    return (this.env as Record<string, unknown>)[name];
  }

  async alarm({ scheduledTime }: { scheduledTime: number }): Promise<void> {
    const id = this.ctx.id as { name?: string };
    const delivery = { name: id.name, scheduledTime, at: Date.now() };
    await this.put("deliveries", [...(await this.deliveries()), delivery]);
  }

  override toString(): string {
    return "a thing";
  }
}

/** Another class with the same behaviour. */
export class Other extends Thing {}

/** A class that counts in memory, for namespaces without storage. */
export class Ephemeral extends DurableObject {
  #count = 0;

  async count(): Promise<string> {
    this.#count++;
    return `${String(this.ctx.id)} ${this.#count} ${typeof this.ctx.storage}`;
  }
}

/** A named entrypoint. */
export class Greeter extends WorkerEntrypoint {
  async greet(name: string): Promise<string> {
    return `${String((this.env as Record<string, unknown>)["GREETING"])}, ${name}`;
  }

  async fetch(request: Request): Promise<Response> {
    return new Response(`greeter: ${new URL(request.url).pathname}`);
  }
}

export default {
  async fetch(request: Request, env: Record<string, unknown>): Promise<Response> {
    const body = request.method === "POST" ? await request.text() : "";
    const names = Object.keys(env).join(" ");
    return new Response(`${request.method} ${new URL(request.url).pathname} ${body} [${names}]`, {
      status: 201,
      headers: { "x-worker": "thing" },
    });
  },
};
