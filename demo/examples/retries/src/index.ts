import { DurableObject } from "cloudflare:workers";

interface Env {
  PURCHASE: DurableObjectNamespace<Purchase>;
}

/** Charges a card and sends a receipt, each once, though the mail server often does not answer. */
export class Purchase extends DurableObject<Env> {
  async buy(failures: number) {
    await this.ctx.storage.put("failures", failures);
    await this.ctx.storage.setAlarm(Date.now() + 2000);
  }

  // An alarm is delivered at least once: a handler that fails is called again, later and later.
  async alarm(info?: AlarmInvocationInfo) {
    const { storage } = this.ctx;
    // What was done is written down, so that the next try does not do it again.
    if ((await storage.get("charged")) !== true) {
      console.log("The card is charged.");
      await storage.put("charged", true);
    }
    const failures = (await storage.get<number>("failures")) ?? 0;
    const retries = info?.retryCount ?? 0;
    if (retries < failures) throw new Error("The mail server does not answer.");
    console.log(`The receipt is sent, at try ${retries + 1}.`);
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
