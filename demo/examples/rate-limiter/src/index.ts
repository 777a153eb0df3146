import { DurableObject } from "cloudflare:workers";

interface Env {
  LIMITER: DurableObjectNamespace<Limiter>;
}

const LIMIT = 3;
const WINDOW = 10_000;

/** Limits requests in a window of time. One object per client. */
export class Limiter extends DurableObject<Env> {
  async take() {
    const used = (await this.ctx.storage.get<number>("used")) ?? 0;
    if (used >= LIMIT) {
      console.warn(`${this.ctx.id.name} refused`);
      return false;
    }
    // The first request opens the window; the alarm closes it.
    if (used === 0) await this.ctx.storage.setAlarm(Date.now() + WINDOW);
    await this.ctx.storage.put("used", used + 1);
    return true;
  }

  async alarm() {
    await this.ctx.storage.delete("used");
  }
}

export default {
  // GET /ada
  async fetch(request, env) {
    const client = new URL(request.url).pathname.slice(1);
    const allowed = await env.LIMITER.getByName(client).take();
    return allowed ? new Response("OK") : new Response("Too many requests", { status: 429 });
  },
} satisfies ExportedHandler<Env>;
