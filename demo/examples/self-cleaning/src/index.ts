import { DurableObject } from "cloudflare:workers";

interface Env {
  VISIT: DurableObjectNamespace<Visit>;
}

const TIME_TO_LIVE = 15_000;

/** Counts somebody's visits, and forgets them when they do not come any more. */
export class Visit extends DurableObject<Env> {
  async come() {
    const count = ((await this.ctx.storage.get<number>("count")) ?? 0) + 1;
    await this.ctx.storage.put("count", count);
    // Setting an alarm replaces the one before: the time to live begins anew.
    await this.ctx.storage.setAlarm(Date.now() + TIME_TO_LIVE);
    return count;
  }

  async alarm() {
    // With nothing stored, an object has ceased to exist: it costs nothing.
    await this.ctx.storage.deleteAll();
    console.log(`${this.ctx.id.name} is forgotten`);
  }
}

export default {
  // GET /ada
  async fetch(request, env) {
    const name = new URL(request.url).pathname.slice(1);
    const count = await env.VISIT.getByName(name).come();
    return new Response(`Visit number ${count} of ${name}`);
  },
} satisfies ExportedHandler<Env>;
