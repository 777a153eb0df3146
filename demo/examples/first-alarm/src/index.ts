import { DurableObject } from "cloudflare:workers";

interface Env {
  REMINDER: DurableObjectNamespace<Reminder>;
}

/** Remembers one text, and says it when its time has come. */
export class Reminder extends DurableObject<Env> {
  async remind(text: string, seconds: number) {
    await this.ctx.storage.put("text", text);
    await this.ctx.storage.setAlarm(Date.now() + seconds * 1000);
  }

  // Called when the time has come: also after a reload, a crash, or a week.
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
    return new Response("It will be said.");
  },
} satisfies ExportedHandler<Env>;
