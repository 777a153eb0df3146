import { DurableObject } from "cloudflare:workers";
import { announcement } from "./announcement.ts";

/** Reminds of one thing: a new reminder replaces the old. */
export class Reminder extends DurableObject {
  async remind(text: string, delay: number): Promise<number> {
    const time = Date.now() + delay;
    await this.ctx.storage.put("text", text);
    await this.ctx.storage.setAlarm(time);
    return time;
  }

  async cancel(): Promise<void> {
    await this.ctx.storage.deleteAlarm();
  }

  override async alarm(): Promise<void> {
    const { storage, id } = this.ctx;
    const text = await storage.get<string>("text");
    const before = await storage.get<number>("count");
    const count = (before ?? 0) + 1;
    await storage.put("count", count);
    console.log(announcement(id.name, text, count));
  }
}
