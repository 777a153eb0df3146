import { DurableObject } from "cloudflare:workers";
import { STEP } from "./step.ts";

export class Counter extends DurableObject {
  async add(): Promise<number> {
    const count = ((await this.ctx.storage.get<number>("count")) ?? 0) + STEP;
    await this.ctx.storage.put("count", count);
    return count;
  }
}

export default {
  fetch: (): Response => new Response("counting"),
};
