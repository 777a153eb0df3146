import type { Clock } from "../clock/clock.ts";
import type { HostEvent, ReportedError } from "../protocol/events.ts";
import { reportedError } from "../protocol/events.ts";
import type { Actor } from "./actor.ts";

interface ActorReportOptions {
  /** The key that names the namespace in events. */
  readonly key: string;
  readonly className: string;
  readonly clock: Clock;
  readonly report: (event: HostEvent) => void;
}

/** Tells, in events, what becomes of a namespace's actors. */
export class ActorReport {
  readonly #options: ActorReportOptions;

  constructor(options: ActorReportOptions) {
    this.#options = options;
  }

  started(actor: Actor): void {
    this.#tell(actor, { type: "actor-started" });
  }

  /** @param error null: it was evicted. */
  ended(actor: Actor, error: ReportedError | null): void {
    this.#tell(actor, error === null ? { type: "actor-evicted" } : { type: "actor-broken", error });
  }

  /** Tells where the user's console goes of a rejection that nobody handles (`io/worker.c++`). */
  uncaught(actor: Actor, error: unknown): void {
    const { name, message } = reportedError(error);
    const isObject = typeof error === "object" && error !== null;
    const words = isObject ? `${name}: ${message}` : String(error);
    this.print(actor, "error", `Uncaught (in promise) ${words}`);
  }

  /** Writes a line where the user's console goes. */
  print(actor: Actor, level: "warn" | "error", text: string): void {
    const { clock, report } = this.#options;
    report({ type: "console", time: clock.now(), level, text, actor: this.#ref(actor) });
  }

  #tell(
    actor: Actor,
    what:
      | { readonly type: "actor-started" | "actor-evicted" }
      | { readonly type: "actor-broken"; readonly error: ReportedError },
  ): void {
    const { clock, report } = this.#options;
    report({ time: clock.now(), ...this.#ref(actor), ...what });
  }

  #ref({ id }: Actor) {
    const { key, className } = this.#options;
    return { namespace: key, className, actorId: id.hex, actorName: id.name ?? null };
  }
}
