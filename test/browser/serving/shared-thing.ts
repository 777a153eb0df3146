import { DurableObject, RpcTarget } from "cloudflare:workers";

class Counter extends RpcTarget {
  #count = 0;

  add(step: number): number {
    this.#count += step;
    return this.#count;
  }
}

/** An object for tests with several servers; its methods pass every kind of RPC value. */
export class SharedThing extends DurableObject {
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

  async alarm(): Promise<void> {
    await this.put("delivered", (Number(await this.get("delivered")) || 0) + 1);
  }

  async say(text: string): Promise<void> {
    console.log(text);
  }

  counter(): Counter {
    return new Counter();
  }

  async callBack(callback: (value: number) => Promise<number>): Promise<number> {
    return (await callback(1)) + (await callback(2));
  }

  /** Returns the text in capitals. */
  capitals(text: ReadableStream<Uint8Array>): ReadableStream<Uint8Array> {
    const upper = new TransformStream<string, string>({
      transform: (chunk, controller) => controller.enqueue(chunk.toUpperCase()),
    });
    return text
      .pipeThrough(new TextDecoderStream() as TransformStream<Uint8Array, string>)
      .pipeThrough(upper)
      .pipeThrough(new TextEncoderStream());
  }

  async fail(): Promise<never> {
    throw Object.assign(new TypeError("as told"), { detail: { code: 7 } });
  }

  /** Calls `begun`, and never returns. */
  async hang(begun: () => Promise<void>): Promise<void> {
    await begun();
    await new Promise(() => undefined);
  }

  /** Blocks its host for `ms` on its clock, then writes. */
  async block(ms: number): Promise<void> {
    const end = Date.now() + ms;
    while (Date.now() < end);
    await this.put("blocked", ms);
  }

  async fetch(request: Request): Promise<Response> {
    const body = await request.text();
    return new Response(`${request.method} ${body} ${this.#instance}`, { status: 202 });
  }
}

interface Env {
  readonly THINGS: { getByName(name: string): { instance(): Promise<string> } };
}

export default {
  async fetch(request: Request, env: Env): Promise<Response> {
    const name = new URL(request.url).pathname.slice(1);
    return new Response(await env.THINGS.getByName(name).instance());
  },
};
