import { DurableObject } from "cloudflare:workers";
import { countRefusedChunks, type Fault, setFault } from "./faults.ts";
import { host } from "tabd/worker";
import * as thing from "./thing.ts";

/** Controls the faults. Its namespace is in memory, so that they do not affect it. */
class Faults extends DurableObject {
  async set(fault: Fault): Promise<void> {
    setFault(fault);
  }

  async refusedChunks(): Promise<number> {
    return countRefusedChunks();
  }
}

// Simulates a host without IndexedDB.
if (self.name === "refused") setFault("refuse");

host({ ...thing, Faults });
