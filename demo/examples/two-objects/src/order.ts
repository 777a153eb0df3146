import { DurableObject } from "cloudflare:workers";
import type { Env } from "./index.ts";

const PAYMENT_TIME = 20_000;

interface Held {
  item: string;
  count: number;
}

/** Reserves items of a warehouse until it is paid. */
export class Order extends DurableObject<Env> {
  async place(item: string, count: number) {
    // Call a method of another object; it may run anywhere.
    const enough = await this.env.WAREHOUSE.getByName(item).take(count);
    if (!enough) return "Not enough in stock.";
    await this.ctx.storage.put<Held>("held", { item, count });
    await this.ctx.storage.setAlarm(Date.now() + PAYMENT_TIME);
    return `${count} reserved. Pay within ${PAYMENT_TIME / 1000} s.`;
  }

  async pay() {
    const held = await this.ctx.storage.get<Held>("held");
    if (held === undefined) return "Nothing to pay.";
    await this.ctx.storage.delete("held");
    await this.ctx.storage.deleteAlarm();
    return "Paid.";
  }

  async alarm() {
    const held = await this.ctx.storage.get<Held>("held");
    if (held === undefined) return;
    await this.env.WAREHOUSE.getByName(held.item).giveBack(held.count);
    await this.ctx.storage.delete("held");
    console.log(`Not paid in time: ${held.count} returned.`);
  }
}
