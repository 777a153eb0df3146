import { DurableObject } from "cloudflare:workers";
import type { Env } from "./index.ts";

const FIRST_STOCK = 5;

/** The stock of one item. */
export class Warehouse extends DurableObject<Env> {
  async left() {
    return (await this.ctx.storage.get<number>("left")) ?? FIRST_STOCK;
  }

  async take(count: number) {
    const left = await this.left();
    if (count > left) return false;
    await this.ctx.storage.put("left", left - count);
    return true;
  }

  async giveBack(count: number) {
    await this.ctx.storage.put("left", (await this.left()) + count);
  }
}
