import { DurableObject } from "cloudflare:workers";

interface Env {
  readonly ACCOUNTS: {
    getByName(name: string): { receive(token: string, amount: number): unknown };
  };
}

interface Transfer {
  readonly to: string;
  readonly amount: number;
}

/** Makes every kind of write that must survive. A token identifies each call. */
export class Account extends DurableObject<Env> {
  get #storage(): NonNullable<typeof this.ctx.storage> {
    const { storage } = this.ctx;
    if (storage === undefined) throw new Error("The namespace of Account has no storage.");
    return storage;
  }

  async increment(token: string): Promise<void> {
    const count = (await this.#storage.get<number>("count")) ?? 0;
    await this.#storage.put({ count: count + 1, [`increment ${token}`]: true });
  }

  async insert(token: string): Promise<void> {
    const { sql } = this.#storage;
    sql.exec("CREATE TABLE IF NOT EXISTS inserts (token TEXT UNIQUE, half INTEGER)");
    sql.exec("INSERT INTO inserts VALUES (?, 1)", `${token} first`);
    sql.exec("INSERT INTO inserts VALUES (?, 2)", `${token} second`);
  }

  /** Debits this account and stores the transfer; the alarm credits the other account. */
  async transfer(token: string, { to, amount }: Transfer): Promise<void> {
    const balance = (await this.#storage.get<number>("balance")) ?? 0;
    void this.#storage.put({ balance: balance - amount, [`out ${token}`]: { to, amount } });
    await this.#storage.setAlarm(Date.now());
  }

  async receive(token: string, amount: number): Promise<void> {
    if ((await this.#storage.get(`in ${token}`)) !== undefined) return;
    const balance = (await this.#storage.get<number>("balance")) ?? 0;
    await this.#storage.put({ balance: balance + amount, [`in ${token}`]: amount });
  }

  /** @param handling the handler's duration in ms; null: the first run never ends. */
  async wakeIn(ms: number, handling: number | null): Promise<void> {
    void this.#storage.put("handling", handling);
    await this.#storage.setAlarm(Date.now() + ms);
  }

  async alarm(): Promise<void> {
    const begun = ((await this.#storage.get<number>("begun")) ?? 0) + 1;
    await this.#storage.put("begun", begun);
    await this.#storage.sync();
    const handling = await this.#storage.get<number | null>("handling");
    if (handling === null && begun === 1) {
      console.log("inside");
      await new Promise(() => undefined);
    }
    if (handling) await new Promise((resolve) => setTimeout(resolve, handling));
    await this.#storage.put("fired", ((await this.#storage.get<number>("fired")) ?? 0) + 1);
    const out = await this.#storage.list<Transfer>({ prefix: "out " });
    for (const [key, { to, amount }] of out) {
      await this.env.ACCOUNTS.getByName(to).receive(key.slice("out ".length), amount);
      await this.#storage.delete(key);
    }
  }

  /** The numbers of handler runs that began and completed. */
  async handlers(): Promise<{ begun: number; fired: number }> {
    const [begun = 0, fired = 0] = await Promise.all(
      ["begun", "fired"].map((key) => this.#storage.get<number>(key)),
    );
    return { begun, fired };
  }

  async state(): Promise<{ balance: number; unsent: number; problems: string[] }> {
    const balance = (await this.#storage.get<number>("balance")) ?? 0;
    const unsent = (await this.#storage.list({ prefix: "out " })).size;
    const problems: string[] = [];
    const count = (await this.#storage.get<number>("count")) ?? 0;
    const increments = (await this.#storage.list({ prefix: "increment " })).size;
    if (count !== increments) problems.push(`the count is ${count} after ${increments} increments`);
    const halves = this.#inserted("").length;
    if (halves % 2 !== 0) problems.push(`${halves} rows of inserts of two`);
    return { balance, unsent, problems };
  }

  /** The ones of these that are missing. */
  async missing(kind: string, tokens: readonly string[]): Promise<string[]> {
    const lost: string[] = [];
    for (const token of tokens) {
      const there =
        kind === "insert"
          ? this.#inserted(`${token} `).length === 2
          : (await this.#storage.get(`${kind} ${token}`)) !== undefined;
      if (!there) lost.push(`${kind} ${token}`);
    }
    return lost;
  }

  #inserted(prefix: string): unknown[] {
    const { sql } = this.#storage;
    if (sql.exec("SELECT 1 FROM sqlite_master WHERE name = 'inserts'").toArray().length === 0) {
      return [];
    }
    const query = "SELECT token FROM inserts WHERE substr(token, 1, ?) = ?";
    return sql.exec(query, prefix.length, prefix).toArray();
  }
}
