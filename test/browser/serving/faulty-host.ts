import { DurableObject } from "cloudflare:workers";
import { type Fault, setFault } from "./faults.ts";
import { host } from "tabd/worker";
import * as thing from "./thing.ts";

/** Controls the faults. It is in memory, so that nothing happens to it. */
class Faults extends DurableObject {
  async set(fault: Fault): Promise<void> {
    setFault(fault);
  }
}

// How a host is that never had IndexedDB.
if (self.name === "refused") setFault("refuse");

host({ ...thing, Faults });
