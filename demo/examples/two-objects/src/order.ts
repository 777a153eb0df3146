import { DurableObject } from "cloudflare:workers";
import type { Env } from "./index.ts";

const PATIENCE = 20_000;

interface Held {
  item: string;
  count: number;
}

/** Holds goods of the warehouse until it is paid. */
export class Order extends DurableObject<Env> {
  async place(item: string, count: number) {
    // The other object is called like a local one. It may be anywhere.
    const enough = await this.env.WAREHOUSE.getByName(item).take(count);
    if (!enough) return "There are not so many.";
    await this.ctx.storage.put<Held>("held", { item, count });
    await this.ctx.storage.setAlarm(Date.now() + PATIENCE);
    return `${count} are yours if you pay in ${PATIENCE / 1000} s.`;
  }

  async pay() {
    const held = await this.ctx.storage.get<Held>("held");
    if (held === undefined) return "There is nothing to pay.";
    await this.ctx.storage.delete("held");
    await this.ctx.storage.deleteAlarm();
    return "Paid.";
  }

  async alarm() {
    const held = await this.ctx.storage.get<Held>("held");
    if (held === undefined) return;
    await this.env.WAREHOUSE.getByName(held.item).giveBack(held.count);
    await this.ctx.storage.delete("held");
    console.log(`Not paid in time: ${held.count} go back.`);
  }
}
