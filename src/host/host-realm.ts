import { EventLoop } from "../actor/event-loop.ts";
import type { IoActor } from "../actor/io-actor.ts";
import { connectRpcToActors } from "../api/actor-hook.ts";
import { HostClock } from "../clock/host-clock.ts";
import { RealClock } from "../clock/real-clock.ts";
import type { ActorRef, ConsoleEvent, HostEvent } from "../protocol/events.ts";
import { EventBatch } from "./events/event-batch.ts";
import type { HostConsole } from "./globals/console.ts";
import { installGlobals } from "./globals/install.ts";
import { directOrigin } from "./origin/direct-origin.ts";
import type { Origin } from "./origin/origin.ts";
import type { PlatformIo } from "./globals/platform-io.ts";

/**
 * The singletons of a host's Web Worker: clock, event loop, events, and the globals of user code.
 * Create it before any user code runs.
 */
export class HostRealm {
  readonly realClock = new RealClock();
  readonly clock: HostClock;
  readonly loop = new EventLoop();
  readonly events = new EventBatch();
  readonly io: PlatformIo;
  readonly origin: Origin;
  readonly #console: HostConsole;
  /** Whether to report calls of objects. */
  reportsCalls = false;

  constructor(origin: Origin = directOrigin) {
    this.origin = origin;
    this.clock = new HostClock({
      real: this.realClock,
      changed: (clock) => this.report({ type: "clock-changed", time: this.clock.now(), clock }),
    });
    const globals = installGlobals({
      clock: this.clock,
      realClock: this.realClock,
      report: (level, text, actor) =>
        this.report({
          type: "console",
          time: this.clock.now(),
          level,
          text,
          actor: actor === null ? null : actorRef(actor),
        }),
    });
    this.io = globals.io;
    this.#console = globals.console;
    connectRpcToActors(this.loop);
  }

  report(event: HostEvent): void {
    this.events.add(event);
  }

  /** Writes a line of the runtime's own to the user's console and reports it. */
  reportLine(event: ConsoleEvent): void {
    this.#console.print(event.level, event.text);
    this.report(event);
  }
}

function actorRef({ id, namespace }: IoActor): ActorRef {
  return {
    namespace: namespace.key,
    className: namespace.className,
    actorId: id.hex,
    actorName: id.name ?? null,
  };
}
