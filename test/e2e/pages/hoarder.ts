import { DurableObject } from "cloudflare:workers";

/** Allocates memory until none is left. */
export class Hoarder extends DurableObject {
  /** Allocates about 5 MB a second. */
  async hoard(pace: "slowly" | "at once"): Promise<void> {
    const all: unknown[] = [];
    const [length, wait] = pace === "slowly" ? [50_000, 100] : [1_000_000, 0];
    for (let n = 0; ; n++) {
      all.push(Array.from({ length }, () => n + 0.5));
      const end = performance.now() + wait;
      while (performance.now() < end);
    }
  }
}

/** An unrelated class with a count and an alarm. */
export class Keeper extends DurableObject {
  async add(): Promise<number> {
    const count = ((await this.ctx.storage?.get<number>("count")) ?? 0) + 1;
    await this.ctx.storage?.put("count", count);
    return count;
  }

  async wakeIn(ms: number): Promise<void> {
    await this.ctx.storage?.setAlarm(Date.now() + ms);
  }

  async alarm(): Promise<void> {
    await this.ctx.storage?.put("woken", true);
  }

  async woken(): Promise<boolean> {
    return (await this.ctx.storage?.get<boolean>("woken")) ?? false;
  }
}
