import { type HostEvent, type Server, serve } from "tabd";
import { type Base64Files, readFiles } from "./base64-files.ts";
import type { Probe } from "./probe.ts";
import probe from "./probe.ts?raw";

/** The two ways to bring code. */
export type Code = "modules" | "worker";

/** A probe's methods, as its stub has them. */
export type ProbeStub = {
  readonly [Method in Exclude<keyof Probe, "alarm">]: (
    ...args: Parameters<Probe[Method]>
  ) => Promise<Awaited<ReturnType<Probe[Method]>>>;
};

interface Namespace {
  getByName(name: string): ProbeStub;
}

interface Env {
  readonly PROBES: Namespace;
  readonly FORGETFUL: Namespace;
}

/** What the specs find on the page. */
export class Harness {
  /** For each key, the last value whose `put` was acknowledged. */
  readonly acknowledged: Record<string, number> = {};
  #server: Server<Env> | undefined;

  get server(): Server<Env> {
    if (!this.#server) throw new Error("The page has not called start().");
    return this.#server;
  }

  /** The events since `start()`, oldest first. */
  get events(): readonly HostEvent[] {
    return this.server.events.past;
  }

  async start(code: Code = "modules"): Promise<void> {
    this.#server = await serve<Env>({
      ...(code === "modules" ? { modules: { "main.ts": probe } } : { worker: bundledHost }),
      compatibilityDate: "2026-11-17",
      durableObjectNamespaces: [
        { className: "Probe", uniqueKey: "probes" },
        { className: "Forgetful", uniqueKey: "forgetful", durableObjectStorage: "inMemory" },
      ],
      durableObjectStorage: { localDisk: "tabd-e2e" },
      bindings: {
        PROBES: { durableObjectNamespace: "Probe" },
        FORGETFUL: { durableObjectNamespace: "Forgetful" },
      },
    });
  }

  probe(name: string, binding: keyof Env = "PROBES"): ProbeStub {
    return this.server.env[binding].getByName(name);
  }

  /**
   * Writes to several objects at once until the host is gone, a counting value and an alarm that
   * is far away in each commit, and notes what was acknowledged.
   */
  write(names: readonly string[], alarmTime: number): void {
    for (const name of names) void this.#writeTo(name, alarmTime);
  }

  async #writeTo(name: string, alarmTime: number): Promise<void> {
    const stub = this.probe(name);
    try {
      let count = Number((await stub.get("count")) ?? 0);
      for (;;) {
        count++;
        await stub.putWithAlarm("count", count, alarmTime + count);
        this.acknowledged[name] = count;
      }
    } catch {
      // The host was killed: what was acknowledged until now must be there.
    }
  }

  /** Every file of the disk, in base64. */
  files(): Promise<Base64Files> {
    return readFiles(this.server);
  }
}

function bundledHost(): Worker {
  return new Worker(new URL("./bundled-host.ts", import.meta.url), { type: "module" });
}

declare global {
  var harness: Harness;
}

globalThis.harness = new Harness();
