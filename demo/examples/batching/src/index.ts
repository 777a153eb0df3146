import { DurableObject } from "cloudflare:workers";

interface Env {
  BATCHER: DurableObjectNamespace<Batcher>;
}

const WAIT = 8000;

/** Collects items and sends them as one batch. */
export class Batcher extends DurableObject<Env> {
  async add(item: string) {
    const count = (await this.ctx.storage.get<number>("count")) ?? 0;
    // One commit: count and item are stored together.
    await this.ctx.storage.put({ count: count + 1, [`item ${count}`]: item });

    // Only the first item of a batch sets the alarm.
    if ((await this.ctx.storage.getAlarm()) === null) {
      await this.ctx.storage.setAlarm(Date.now() + WAIT);
    }
    return count + 1;
  }

  async alarm() {
    const items = await this.ctx.storage.list<string>({ prefix: "item " });
    await sendBatch([...items.values()]);
    await this.ctx.storage.deleteAll();
  }
}

/** Stands for a database write, a mail, or an API call. */
async function sendBatch(batch: string[]) {
  console.log(`Sent a batch of ${batch.length}: ${batch.join(", ")}`);
}

export default {
  // GET /fruit?item=apple
  async fetch(request, env) {
    const { pathname, searchParams } = new URL(request.url);
    const batcher = env.BATCHER.getByName(pathname.slice(1));
    const count = await batcher.add(searchParams.get("item") ?? "something");
    return new Response(`${count} in the batch`);
  },
} satisfies ExportedHandler<Env>;
