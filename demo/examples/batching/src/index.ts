import { DurableObject } from "cloudflare:workers";

interface Env {
  BATCHER: DurableObjectNamespace<Batcher>;
}

const WAIT = 8000;

/** Collects what comes one by one, and hands it on in one go. */
export class Batcher extends DurableObject<Env> {
  async add(item: string) {
    const count = (await this.ctx.storage.get<number>("count")) ?? 0;
    // Both are in one commit: no item is counted that is not there.
    await this.ctx.storage.put({ count: count + 1, [`item ${count}`]: item });

    // Only the first item of a batch finds no alarm. The others do not put it off.
    if ((await this.ctx.storage.getAlarm()) === null) {
      await this.ctx.storage.setAlarm(Date.now() + WAIT);
    }
    return count + 1;
  }

  async alarm() {
    const items = await this.ctx.storage.list<string>({ prefix: "item " });
    await handOn([...items.values()]);
    await this.ctx.storage.deleteAll();
  }
}

/** Stands for one write to a database, one mail, one call of somebody's API. */
async function handOn(batch: string[]) {
  console.log(`${batch.length} in one go: ${batch.join(", ")}`);
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
