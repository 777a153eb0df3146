import { DurableObject } from "./tabd/cloudflare-workers.js";

export class Reminder extends DurableObject {
  instance = crypto.randomUUID();

  async remind(delay) {
    await this.ctx.storage.put("setBy", this.instance);
    await this.ctx.storage.setAlarm(Date.now() + delay);
  }
  async alarm() {
    await this.ctx.storage.put("deliveredTo", this.instance);
  }
  async report() {
    return Object.fromEntries(await this.ctx.storage.list());
  }
}
