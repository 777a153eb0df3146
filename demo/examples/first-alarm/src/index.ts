import { DurableObject } from "cloudflare:workers";

interface Env {
  REMINDER: DurableObjectNamespace<Reminder>;
}

/** Stores a text and logs it when the alarm fires. */
export class Reminder extends DurableObject<Env> {
  async remind(text: string, seconds: number) {
    await this.ctx.storage.put("text", text);
    await this.ctx.storage.setAlarm(Date.now() + seconds * 1000);
  }

  // Called when the alarm fires, even after a reload or a crash.
  async alarm() {
    const text = await this.ctx.storage.get<string>("text");
    console.log(text);
  }
}

export default {
  // GET /tea?text=The tea is ready&seconds=30
  async fetch(request, env) {
    const { pathname, searchParams } = new URL(request.url);
    const reminder = env.REMINDER.getByName(pathname.slice(1));
    await reminder.remind(searchParams.get("text") ?? "Hello", Number(searchParams.get("seconds")));
    return new Response("The reminder is set.");
  },
} satisfies ExportedHandler<Env>;
