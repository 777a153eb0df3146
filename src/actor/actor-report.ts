import type { ActorId } from "../codec/actor-id.ts";
import { type ReportedError, reportedError } from "../protocol/events.ts";
import type { NamespaceContext } from "./namespace-context.ts";

interface Identified {
  readonly id: ActorId;
}

/** Reports the events of a namespace's actors. */
export class ActorReport {
  readonly #context: NamespaceContext;

  constructor(context: NamespaceContext) {
    this.#context = context;
  }

  started(actor: Identified): void {
    this.#report(actor, { type: "actor-started" });
  }

  called(actor: Identified, method: string): void {
    this.#report(actor, { type: "actor-called", method });
  }

  /** @param error null: it was evicted. */
  ended(actor: Identified, error: ReportedError | null): void {
    this.#report(
      actor,
      error === null ? { type: "actor-evicted" } : { type: "actor-broken", error },
    );
  }

  /** Writes an unhandled rejection to the user's console (`io/worker.c++`). */
  uncaught(actor: Identified, error: unknown): void {
    const { name, message } = reportedError(error);
    const isObject = typeof error === "object" && error !== null;
    const text = isObject ? `${name}: ${message}` : String(error);
    this.print(actor, "error", `Uncaught (in promise) ${text}`);
  }

  /** Writes a line to the user's console. */
  print(actor: Identified, level: "warn" | "error", text: string): void {
    const { clock, report } = this.#context;
    report({ type: "console", time: clock.now(), level, text, actor: this.#ref(actor) });
  }

  #report(
    actor: Identified,
    event:
      | { readonly type: "actor-started" | "actor-evicted" }
      | { readonly type: "actor-broken"; readonly error: ReportedError }
      | { readonly type: "actor-called"; readonly method: string },
  ): void {
    const { clock, report } = this.#context;
    report({ time: clock.now(), ...this.#ref(actor), ...event });
  }

  #ref({ id }: Identified) {
    const { key, className } = this.#context;
    return { namespace: key, className, actorId: id.hex, actorName: id.name ?? null };
  }
}
