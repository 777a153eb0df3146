// First: it must listen for messages and take the clock before tabd does.
import { begin, now } from "./floors.ts";
import { host } from "tabd/worker";
import { Counter } from "./counter.js";

class TimedCounter extends Counter {
  /** The time of one method in this object, in ms. The clock of objects stands still meanwhile. */
  async time(method: string, ...args: unknown[]): Promise<number> {
    const methods = this as unknown as Record<string, (...args: unknown[]) => unknown>;
    const start = now();
    await methods[method]?.(...args);
    return now() - start;
  }
}

host({ Counter: TimedCounter });
begin();
