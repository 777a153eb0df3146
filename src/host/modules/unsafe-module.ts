import type { ActorNamespace } from "../../actor/actor-namespace.ts";
import type { Actor } from "../../actor/actor.ts";
import { currentContext } from "../../actor/io-context.ts";
import { objectOfHook } from "../../api/actor-hook.ts";
import { toOptions, wrongType } from "../../api/arguments.ts";
import { BY_PLATFORM, refuseConstruction } from "../../api/platform-object.ts";
import { nameClass } from "../../rpc/class-name.ts";
import { Fetcher } from "../../rpc/bindings/fetcher.ts";
import { stubRoot } from "../../rpc/stub-state.ts";
import { deleteFiles } from "../control/replace-files.ts";
import type { HostRealm } from "../host-realm.ts";
import type { HostStorage } from "../host-storage.ts";
import { sleep } from "../clock/settle.ts";

const CLASS_NAME = "UnsafeModule";

/** How long `evict()` waits for a busy object, in ms of real time. */
const EVICTION_TIMEOUT = 30_000;

interface EvictOptions {
  /** Whether hibernatable WebSockets stay open (the default) or close. */
  webSockets?: "hibernate" | "close";
}

/**
 * The default export of `workerd:unsafe` (`api/unsafe.h`, compatibility flag `unsafe_module`): lets
 * tests abort, evict and delete objects.
 */
class UnsafeModule {
  static {
    nameClass(this, CLASS_NAME);
  }

  constructor(token: unknown) {
    refuseConstruction(token);
  }

  /** Resets all objects, except those whose namespace has `preventEviction`. */
  async abortAllDurableObjects(): Promise<void> {
    abortAll(evictable(server()), "Application called abortAllDurableObjects().");
  }

  /** Like {@link abortAllDurableObjects}, and deletes their storage and alarms. */
  deleteAllDurableObjects(): Promise<void> {
    return asIo(async () => {
      const namespaces = evictable(server());
      const reason = "Application called deleteAllDurableObjects().";
      // Breaks the stubs of running objects; a suspended namespace alone would not.
      abortAll(namespaces, reason);
      await deleteFiles({
        namespaces,
        reason,
        storages: server().storage.all,
        prefixes: namespaces.map(({ key }) => `${key}/`),
      });
    });
  }

  /**
   * Evicts an object as soon as it is idle.
   *
   * @throws {Error} when it does not run, must not be evicted, or stays busy for 30 s.
   */
  evict(stub: Fetcher, options?: EvictOptions): Promise<void> {
    return asIo(async () => {
      const webSockets = readOptions("evict", 2, options);
      if (!(stub instanceof Fetcher)) {
        throw wrongType({ className: CLASS_NAME, method: "evict", position: 1 }, "Fetcher");
      }
      const found = objectOfHook(stubRoot(stub).hook());
      if (found === undefined) {
        throw new Error("evict() can only be used on a Durable Object stub.");
      }
      const { namespace, id } = found;
      if (namespace.context.preventEviction) {
        throw new Error("Cannot evict Durable Object: its namespace has preventEviction set.");
      }
      const actor = namespace.findActor(id.hex);
      if (actor === undefined) {
        throw new Error("Cannot evict Durable Object: it is not currently running.");
      }
      if (!(await isIdle(actor))) {
        throw new Error(
          "Timed out waiting to evict Durable Object: it still has active references.",
        );
      }
      evict(namespace, actor, webSockets);
    });
  }

  /** Evicts all objects that may be evicted and become idle within 30 s. */
  evictAllDurableObjects(options?: EvictOptions): Promise<void> {
    // The calling object would wait for itself.
    const caller = currentContext()?.actor;
    return asIo(async () => {
      const webSockets = readOptions("evictAllDurableObjects", 1, options);
      const all = evictable(server()).flatMap((namespace) =>
        Array.from(namespace.running(), (actor) => ({ namespace, actor })),
      );
      await Promise.all(
        all.map(async ({ namespace, actor }) => {
          if (actor === caller) return;
          if (await isIdle(actor)) evict(namespace, actor, webSockets);
        }),
      );
    });
  }

  isTestAutogateEnabled(): boolean {
    return false;
  }

  startedFromStartupSnapshot(): boolean {
    return false;
  }
}

/** The host server's part that this module uses. */
interface UnsafeHost {
  readonly namespaces: ActorNamespace[];
  readonly storage: HostStorage;
  readonly realm: HostRealm;
}

let served: UnsafeHost | undefined;

export const unsafeModule = { default: new UnsafeModule(BY_PLATFORM) };

/** Sets the server whose objects the module controls. */
export function serveUnsafe(host: UnsafeHost): void {
  served = host;
}

function server(): UnsafeHost {
  if (served === undefined) throw new Error("There are no Durable Objects yet.");
  return served;
}

function evictable({ namespaces }: UnsafeHost): ActorNamespace[] {
  return namespaces.filter(({ context }) => !context.preventEviction);
}

function abortAll(namespaces: readonly ActorNamespace[], reason: string): void {
  const error = new Error(reason);
  for (const namespace of namespaces) {
    for (const actor of [...namespace.running()]) {
      actor.break(error, { kind: "abort", retryAlarm: true });
    }
  }
}

/** Delivers the result as an event of the calling object, if an object calls. */
function asIo<T>(task: () => Promise<T>): Promise<T> {
  const context = currentContext();
  const result = task();
  return context === null ? result : context.actor.awaitIo(result);
}

function readOptions(method: string, position: number, options: unknown): "hibernate" | "close" {
  const parameter = { className: CLASS_NAME, method, position };
  const webSockets = toOptions<EvictOptions>(options, parameter, "EvictOptions")?.webSockets;
  if (webSockets === undefined) return "hibernate";
  if (webSockets === "hibernate" || webSockets === "close") return webSockets;
  throw new TypeError('options.webSockets must be "hibernate" or "close".');
}

async function isIdle(actor: Actor): Promise<boolean> {
  const { realClock } = server().realm;
  for (const end = realClock.now() + EVICTION_TIMEOUT; !actor.idle && actor.broken === undefined;) {
    if (realClock.now() >= end) return false;
    await sleep(realClock, 5);
  }
  return true;
}

function evict(namespace: ActorNamespace, actor: Actor, webSockets: "hibernate" | "close"): void {
  actor.evict();
  if (webSockets === "close") namespace.sockets.disconnect(actor);
}
