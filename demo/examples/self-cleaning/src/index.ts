import { DurableObject } from "cloudflare:workers";

interface Env {
  VISIT: DurableObjectNamespace<Visit>;
}

const TIME_TO_LIVE = 15_000;

/** Counts visits, and deletes the count some time after the last. */
export class Visit extends DurableObject<Env> {
  async visit() {
    const count = ((await this.ctx.storage.get<number>("count")) ?? 0) + 1;
    await this.ctx.storage.put("count", count);
    // A new alarm replaces the old one and restarts the time to live.
    await this.ctx.storage.setAlarm(Date.now() + TIME_TO_LIVE);
    return count;
  }

  async alarm() {
    const count = await this.ctx.storage.get<number>("count");
    // An object without stored data no longer exists.
    await this.ctx.storage.deleteAll();
    console.log(`${this.ctx.id.name} expired, visits: ${count}`);
  }
}

export default {
  // GET /ada
  async fetch(request, env) {
    const name = new URL(request.url).pathname.slice(1);
    const count = await env.VISIT.getByName(name).visit();
    return new Response(`Visit number ${count} of ${name}`);
  },
} satisfies ExportedHandler<Env>;
