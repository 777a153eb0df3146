import { DurableObject } from "cloudflare:workers";

interface Env {
  REMINDERS: DurableObjectNamespace<Reminders>;
}

const prefix = "at ";

/** Any number of reminders on an object's only alarm. */
export class Reminders extends DurableObject<Env> {
  async remind(text: string, seconds: number) {
    const time = Date.now() + seconds * 1000;
    // Keys start with the time, so the earliest is listed first.
    await this.ctx.storage.put(`${prefix}${time} ${crypto.randomUUID()}`, text);

    const alarm = await this.ctx.storage.getAlarm();
    if (alarm === null || time < alarm) await this.ctx.storage.setAlarm(time);
  }

  async waiting() {
    const reminders = await this.ctx.storage.list<string>({ prefix });
    return [...reminders.values()];
  }

  async alarm() {
    const reminders = await this.ctx.storage.list<string>({ prefix });
    for (const [key, text] of reminders) {
      const time = Number(key.split(" ")[1]);
      if (time > Date.now()) {
        // Not due yet, nor are the later ones.
        await this.ctx.storage.setAlarm(time);
        return;
      }
      console.log(text);
      await this.ctx.storage.delete(key);
    }
  }
}

export default {
  // GET /me?text=Tea&seconds=20 adds one, GET /me lists them
  async fetch(request, env) {
    const { pathname, searchParams } = new URL(request.url);
    const reminders = env.REMINDERS.getByName(pathname.slice(1));
    const text = searchParams.get("text");
    if (text !== null) await reminders.remind(text, Number(searchParams.get("seconds")));
    return Response.json(await reminders.waiting());
  },
} satisfies ExportedHandler<Env>;
