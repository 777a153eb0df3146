import { DurableObject } from "cloudflare:workers";

interface Env {
  SUBSCRIPTION: DurableObjectNamespace<Subscription>;
}

const THIRTY_DAYS = 30 * 24 * 60 * 60 * 1000;

interface Bill {
  date: string;
  amount: number;
}

/** Sends a bill every thirty days until it is canceled. */
export class Subscription extends DurableObject<Env> {
  async subscribe(price: number) {
    await this.ctx.storage.put("price", price);
    await this.ctx.storage.setAlarm(Date.now() + THIRTY_DAYS);
  }

  async cancel() {
    await this.ctx.storage.deleteAlarm();
  }

  async bills() {
    return (await this.ctx.storage.get<Bill[]>("bills")) ?? [];
  }

  async alarm() {
    const bills = await this.bills();
    const amount = (await this.ctx.storage.get<number>("price")) ?? 0;
    const date = new Date().toISOString().slice(0, 10);
    await this.ctx.storage.put("bills", [...bills, { date, amount }]);
    console.log(`Bill number ${bills.length + 1}: ${amount} euros on ${date}`);
    // A recurring schedule: the handler sets the next alarm.
    await this.ctx.storage.setAlarm(Date.now() + THIRTY_DAYS);
  }
}

export default {
  // POST /ada?price=5 subscribes, DELETE /ada cancels, GET /ada lists the bills
  async fetch(request, env) {
    const { pathname, searchParams } = new URL(request.url);
    const subscription = env.SUBSCRIPTION.getByName(pathname.slice(1));
    if (request.method === "POST") await subscription.subscribe(Number(searchParams.get("price")));
    if (request.method === "DELETE") await subscription.cancel();
    return Response.json(await subscription.bills());
  },
} satisfies ExportedHandler<Env>;
