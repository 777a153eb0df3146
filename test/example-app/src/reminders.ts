import { DurableObject } from "cloudflare:workers";

export interface Env {
  readonly REMINDERS: DurableObjectNamespace<Reminders>;
}

export type Reminder = {
  readonly id: number;
  readonly text: string;
  /** In ms since the epoch. */
  readonly due: number;
  /** When it was delivered; null before. */
  readonly delivered: number | null;
};

/** The reminders of one person. One alarm serves them all: it is set for the earliest. */
export class Reminders extends DurableObject<Env> {
  readonly #sql = this.ctx.storage.sql;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.#sql.exec(
      `CREATE TABLE IF NOT EXISTS reminders
        (id INTEGER PRIMARY KEY, text TEXT NOT NULL, due INTEGER NOT NULL, delivered INTEGER)`,
    );
  }

  async add(text: string, delay: number): Promise<number> {
    const due = Date.now() + delay;
    this.#sql.exec("INSERT INTO reminders (text, due) VALUES (?, ?)", text, due);
    await this.#setAlarm();
    return due;
  }

  list(): Reminder[] {
    return this.#sql.exec<Reminder>("SELECT * FROM reminders ORDER BY due").toArray();
  }

  override async alarm(): Promise<void> {
    const now = Date.now();
    this.#sql.exec(
      "UPDATE reminders SET delivered = ? WHERE delivered IS NULL AND due <= ?",
      now,
      now,
    );
    await this.#setAlarm();
  }

  async #setAlarm(): Promise<void> {
    const { due } = this.#sql
      .exec<{ due: number | null }>("SELECT min(due) AS due FROM reminders WHERE delivered IS NULL")
      .one();
    if (due !== null) await this.ctx.storage.setAlarm(due);
  }
}
