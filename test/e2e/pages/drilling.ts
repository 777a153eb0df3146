import { type Server, serve } from "tabd";
import type { Account } from "./drill-worker.ts";
import account from "./drill-worker.ts?raw";

type AccountStub = {
  readonly [Method in Exclude<keyof Account, "alarm">]: (
    ...args: Parameters<Account[Method]>
  ) => Promise<Awaited<ReturnType<Account[Method]>>>;
};

interface Env {
  readonly ACCOUNTS: { getByName(name: string): AccountStub };
}

/** An acknowledged call: its kind, object and token. */
export interface Ack {
  readonly kind: "increment" | "insert" | "in" | "alarm";
  readonly name: string;
  readonly token: string;
}

const names = ["a", "b", "c"];

/** A workload of every kind of write that must survive, and its check. */
export class Drilling {
  #server: Server<Env> | undefined;

  get server(): Server<Env> {
    if (!this.#server) throw new Error("The page has not called start().");
    return this.#server;
  }

  async start(): Promise<void> {
    this.#server = await serve<Env>({
      modules: { "main.ts": account },
      compatibilityDate: "2026-11-17",
      durableObjectNamespaces: [{ className: "Account", uniqueKey: "accounts", enableSql: true }],
      durableObjectStorage: { localDisk: "tabd-drill" },
      bindings: { ACCOUNTS: { durableObjectNamespace: "Account" } },
    });
  }

  /** Works until the host ends. Calls `note` for each acknowledged call. */
  work(round: number, note: (ack: Ack) => unknown): void {
    for (const [index, name] of names.entries()) {
      const to = names[(index + 1) % names.length] ?? "a";
      const stub = this.#account(name);
      this.#loop(async (n) => {
        const token = `${round}-${n}`;
        await stub.increment(token);
        note({ kind: "increment", name, token });
      });
      this.#loop(async (n) => {
        const token = `${round}-${n}`;
        await stub.insert(token);
        note({ kind: "insert", name, token });
      });
      this.#loop(async (n) => {
        const token = `${name}-${round}-${n}`;
        await stub.transfer(token, { to, amount: n + 1 });
        note({ kind: "in", name: to, token });
      });
    }
    this.#loop(async (n) => {
      const name = `sleeper ${round}-${n}`;
      await this.#account(name).wakeIn((n * 37) % 300, 40);
      note({ kind: "alarm", name, token: name });
    });
  }

  /** Waits until pending work has ended. @returns the problems found. */
  async check(acks: readonly Ack[], patience: number): Promise<string[]> {
    const end = performance.now() + patience;
    let problems = await this.#problems(acks);
    while (problems.length > 0 && performance.now() < end) {
      await new Promise((resolve) => setTimeout(resolve, 50));
      problems = await this.#problems(acks);
    }
    const { ok, files, alarms } = await this.server.verify();
    const damaged = files.filter((file) => file.problems.length > 0);
    if (!ok) problems.push(`verify(): ${JSON.stringify({ damaged, alarms })}`);
    return problems;
  }

  /** The number of handler runs that were retries of interrupted runs. */
  async redelivered(acks: readonly Ack[]): Promise<number> {
    let count = 0;
    for (const { kind, name } of acks) {
      if (kind !== "alarm") continue;
      const { begun, fired } = await this.#account(name).handlers();
      if (fired > 0) count += begun - fired;
    }
    return count;
  }

  /** Resolves when an object's handler has begun; it never ends. */
  async enter(name: string): Promise<void> {
    const { events } = this.server;
    const inside = new Promise<void>((resolve) => {
      events.on("console", ({ text, actor }) => {
        if (text === "inside" && actor?.actorName === name) resolve();
      });
    });
    await this.#account(name).wakeIn(0, null);
    await inside;
  }

  async handlers(name: string): Promise<{ begun: number; fired: number }> {
    return { ...(await this.#account(name).handlers()) };
  }

  async #problems(acks: readonly Ack[]): Promise<string[]> {
    const problems: string[] = [];
    let sum = 0;
    for (const name of names) {
      const account = this.#account(name);
      const state = await account.state();
      sum += state.balance;
      if (state.unsent > 0) problems.push(`${name} has ${state.unsent} transfers under way`);
      problems.push(...state.problems.map((problem) => `${name}: ${problem}`));
      for (const kind of ["increment", "insert", "in"] as const) {
        const tokens = acks.flatMap((ack) =>
          ack.kind === kind && ack.name === name ? [ack.token] : [],
        );
        const lost = await account.missing(kind, tokens);
        problems.push(...lost.map((token) => `${name} has lost ${token}`));
      }
    }
    if (sum !== 0) problems.push(`the balances add up to ${sum}`);
    for (const { kind, name } of acks) {
      if (kind !== "alarm" || (await this.#account(name).handlers()).fired > 0) continue;
      problems.push(`the alarm of ${name} has not come`);
    }
    return problems;
  }

  #account(name: string): AccountStub {
    return this.server.env.ACCOUNTS.getByName(name);
  }

  #loop(step: (n: number) => Promise<void>): void {
    const run = async (): Promise<void> => {
      // The host is gone. All calls acknowledged so far must be stored.
      for (let n = 0; ; n++) await step(n);
    };
    run().catch(() => undefined);
  }
}

declare global {
  var drilling: Drilling;
}

globalThis.drilling = new Drilling();
