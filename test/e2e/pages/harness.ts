import { type HostEvent, type Server, serve } from "tabd";
import { type Attack, attack } from "./attacking.ts";
import { type Base64Files, readFiles } from "./base64-files.ts";
import type { Counter, OracleMessage } from "./counter.ts";
import counter from "./counter.ts?raw";
import type { Hoarder, Keeper } from "./hoarder.ts";
import hoarder from "./hoarder.ts?raw";
import type { Probe } from "./probe.ts";
import probe from "./probe.ts?raw";

/** The two ways to provide code. */
export type Code = "modules" | "worker";

/** The methods of a probe's stub. */
export type ProbeStub = {
  readonly [Method in Exclude<keyof Probe, "alarm">]: (
    ...args: Parameters<Probe[Method]>
  ) => Promise<Awaited<ReturnType<Probe[Method]>>>;
};

interface Namespace {
  getByName(name: string): ProbeStub;
}

/** The methods of a counter's stub. */
type CounterStub = Pick<Counter, "increment" | "count">;

interface HoardingStubs {
  readonly hoarder: Pick<Hoarder, "hoard">;
  readonly keeper: Pick<Keeper, "add" | "wakeIn" | "woken">;
}

/** How a call from a tab ended. */
export type Outcome =
  | { readonly ok: true }
  | { readonly ok: false; readonly message: string; readonly retryable: boolean };

interface Env {
  readonly PROBES: Namespace;
  readonly FORGETFUL: Namespace;
}

/** The page's interface for the specs. */
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

  /** Serves counters on a disk that all tabs share, instead of probes. */
  async startCounters(): Promise<void> {
    this.#server = await serve<Env>({
      modules: { "counter.ts": counter },
      compatibilityDate: "2026-11-17",
      durableObjectNamespaces: [{ className: "Counter", uniqueKey: "counters" }],
      durableObjectStorage: { localDisk: "tabd-tabs" },
      bindings: { COUNTERS: { durableObjectNamespace: "Counter" } },
    });
  }

  /** Serves a class that takes all memory, and another that does not. */
  async startHoarder(): Promise<void> {
    this.#server = await serve<Env>(
      {
        modules: { "hoarder.ts": hoarder },
        compatibilityDate: "2026-11-17",
        durableObjectNamespaces: [
          { className: "Hoarder", uniqueKey: "hoarders" },
          { className: "Keeper", uniqueKey: "keepers" },
        ],
        durableObjectStorage: { localDisk: "tabd-hoarder" },
        bindings: {
          HOARDERS: { durableObjectNamespace: "Hoarder" },
          KEEPERS: { durableObjectNamespace: "Keeper" },
        },
      },
      { unresponsiveAfter: 1000 },
    );
  }

  /** The two objects of {@link startHoarder}. */
  get hoarding(): HoardingStubs {
    const { env } = this.server as unknown as Server<{
      readonly HOARDERS: { getByName(name: string): HoardingStubs["hoarder"] };
      readonly KEEPERS: { getByName(name: string): HoardingStubs["keeper"] };
    }>;
    return { hoarder: env.HOARDERS.getByName("a"), keeper: env.KEEPERS.getByName("a") };
  }

  counter(name: string): CounterStub {
    const { env } = this.server as unknown as Server<{
      readonly COUNTERS: { getByName(name: string): CounterStub };
    }>;
    return env.COUNTERS.getByName(name);
  }

  async increment(name: string, token: string): Promise<Outcome> {
    try {
      await this.counter(name).increment(token);
      return { ok: true };
    } catch (error) {
      const { message, retryable } = error as Error & { readonly retryable?: boolean };
      return { ok: false, message, retryable: retryable === true };
    }
  }

  /** The outcomes of increments, by token. */
  readonly outcomes: Record<string, Outcome> = {};

  /** Begins an increment without waiting: some drivers handle one call at a time. */
  begin(name: string, token: string): void {
    void this.increment(name, token).then((outcome) => {
      this.outcomes[token] = outcome;
    });
  }

  /** The instances' messages since the first call, in order of arrival. */
  readonly heard: OracleMessage[] = [];

  /** Receives the messages of counter instances in all tabs. */
  listen(): void {
    new BroadcastChannel("oracle").addEventListener("message", ({ data }: MessageEvent) => {
      this.heard.push(data as OracleMessage);
    });
  }

  probe(name: string, binding: keyof Env = "PROBES"): ProbeStub {
    return this.server.env[binding].getByName(name);
  }

  /**
   * Writes to several objects at once until the host ends, and notes acknowledged values. Each
   * commit has a counting value and a distant alarm.
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
      // The host was killed. All values acknowledged so far must be stored.
    }
  }

  attack(kind: "isolated" | "direct"): Promise<Attack> {
    return attack(kind);
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
