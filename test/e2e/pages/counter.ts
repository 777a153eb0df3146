import { DurableObject } from "cloudflare:workers";

/** A message by which a test checks that an object has one instance at a time. */
export interface OracleMessage {
  readonly type: "start" | "event";
  readonly actor: string;
  readonly instance: string;
}

const oracle = new BroadcastChannel("oracle");

/** Counts each increment once, however often it is requested. */
export class Counter extends DurableObject {
  readonly #instance = crypto.randomUUID();

  constructor(ctx: ConstructorParameters<typeof DurableObject>[0], env: unknown) {
    super(ctx, env);
    this.#tell("start");
  }

  async increment(token: string): Promise<void> {
    this.#tell("event");
    const { storage } = this.ctx;
    if (storage === undefined) throw new Error("The namespace of Counter has no storage.");
    const count = (await storage.get<number>("count")) ?? 0;
    if ((await storage.get(`token ${token}`)) !== undefined) return;
    await storage.put({ count: count + 1, [`token ${token}`]: true });
  }

  async count(): Promise<number> {
    return (await this.ctx.storage?.get<number>("count")) ?? 0;
  }

  #tell(type: OracleMessage["type"]): void {
    const { id } = this.ctx;
    const actor = String(id);
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- the target is not a window
    oracle.postMessage({ type, actor, instance: this.#instance } satisfies OracleMessage);
  }
}
