import { DurableObject } from "cloudflare:workers";

interface Env {
  PURCHASE: DurableObjectNamespace<Purchase>;
}

/** Charges a card and sends a receipt. The mail server often fails. */
export class Purchase extends DurableObject<Env> {
  async buy(failures: number) {
    await this.ctx.storage.put("failures", failures);
    await this.ctx.storage.setAlarm(Date.now() + 2000);
  }

  // Alarms are delivered at least once. A failed handler is retried.
  async alarm(info?: AlarmInvocationInfo) {
    const { storage } = this.ctx;
    // Store finished steps, so that a retry does not repeat them.
    if ((await storage.get("charged")) !== true) {
      console.log("Card charged.");
      await storage.put("charged", true);
    }
    const failures = (await storage.get<number>("failures")) ?? 0;
    const retries = info?.retryCount ?? 0;
    if (retries < failures) throw new Error("The mail server is down.");
    console.log(`Receipt sent on try ${retries + 1}.`);
  }
}

export default {
  // GET /order 1?failures=3
  async fetch(request, env) {
    const { pathname, searchParams } = new URL(request.url);
    const purchase = env.PURCHASE.getByName(decodeURIComponent(pathname.slice(1)));
    await purchase.buy(Number(searchParams.get("failures")));
    return new Response("The receipt will come by mail.");
  },
} satisfies ExportedHandler<Env>;
