import { DurableObject } from "cloudflare:workers";
import { host } from "tabd/worker";

/** An object that does nothing but wake. */
class Sleeper extends DurableObject {
  async wakeIn(ms: number): Promise<void> {
    await this.ctx.storage?.setAlarm(Date.now() + ms);
  }

  alarm(): void {}
}

host({ Sleeper });
