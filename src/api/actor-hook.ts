import type { Actor } from "../actor/actor.ts";
import type { ActorNamespace } from "../actor/actor-namespace.ts";
import type { EventLoop } from "../actor/event-loop.ts";
import type { FacetStart } from "../actor/facets/facet-actor.ts";
import type { IoActor } from "../actor/io-actor.ts";
import { currentContext, leaveContext } from "../actor/io-context.ts";
import type { ActorId } from "../codec/actor-id.ts";
import { type RpcContext, setContexts } from "../rpc/context.ts";
import type { RpcHook } from "../rpc/hook.ts";
import { LocalHook } from "../rpc/local-hook.ts";
import { stubMaker } from "../rpc/rpc-stub.ts";
import { requireRpcClass } from "./rpc-base.ts";

const contexts = new WeakMap<IoActor, RpcContext>();

/** An actor's gates, as RPC sees them. */
function rpcContextOf(actor: IoActor): RpcContext {
  let context = contexts.get(actor);
  if (context === undefined) {
    context = {
      durableObjectId: actor.id.hex,
      async deliver(callback) {
        if (actor.broken !== undefined) {
          // `io/io-context.h:1705`
          throw new Error("The execution context which hosts this callback is no longer running.");
        }
        return actor.deliver(() => callback());
      },
      leave: () => actor.waitForOutput(),
      arrive: (answer) => actor.awaitIo(answer),
      hold(ended) {
        const end = actor.activity.beginEvent((error) => {
          end();
          ended(error);
        });
        return () => void end();
      },
    };
    contexts.set(actor, context);
  }
  return context;
}

/** Lets RPC know whose code is running. To be called once, before any code of the user's runs. */
export function connectRpcToActors(loop: EventLoop): void {
  setContexts(() => {
    const running = currentContext();
    return running === null ? null : rpcContextOf(running.actor);
  }, outsideOfActors(loop));
}

/**
 * The context of code that is no actor's: a worker's handlers and services. What comes to it comes
 * in a task of its own. It would else go on inside the task of the actor that has answered, and be
 * taken for that actor's code.
 */
function outsideOfActors(loop: EventLoop): RpcContext {
  const task = (run: () => void): void =>
    loop.post(() => {
      leaveContext();
      run();
    });
  return {
    leave: () => undefined,
    deliver: (callback) =>
      new Promise((resolve, reject) => {
        task(() => {
          try {
            resolve(callback());
          } catch (error) {
            reject(error as Error);
          }
        });
      }),
    arrive: (answer) =>
      new Promise((resolve, reject) => {
        answer.then(
          (value) => task(() => resolve(value)),
          (error: unknown) => task(() => reject(error as Error)),
        );
      }),
  };
}

/** The objects that hooks lead to, for those that were made here. */
const objects = new WeakMap<
  RpcHook,
  { readonly namespace: ActorNamespace; readonly id: ActorId }
>();

/** The object that a hook of {@link actorHook} leads to; undefined for any other hook. */
export function objectOfHook(
  hook: RpcHook,
): { readonly namespace: ActorNamespace; readonly id: ActorId } | undefined {
  return objects.get(hook);
}

/**
 * A hook to a Durable Object, which the first call starts. An object that was evicted is started
 * again; once it has broken, every call on this hook fails so, and only a new one (`get()`) reaches
 * a new instance (`io/worker.c++:3999`).
 */
export function actorHook(namespace: ActorNamespace, id: ActorId): RpcHook {
  let last: Actor | undefined;
  const broken = (): { readonly error: object } | undefined => {
    const cause = last?.breakCause?.kind;
    if (last?.broken === undefined || cause === undefined) return undefined;
    if (cause === "shutdown" || cause === "event-timeout") return undefined;
    return { error: last.broken };
  };
  const find = (): Actor => {
    last = namespace.getActor(id);
    return last;
  };
  const hook = hookTo(find, broken);
  objects.set(hook, { namespace, id });
  return hook;
}

/**
 * A hook to a facet of `parent`, which the first call starts. It breaks as an object's does.
 *
 * @param start called as an event of the parent, when the facet does not run.
 */
export function facetHook(parent: Actor, name: string, start: () => Promise<FacetStart>): RpcHook {
  let last: Actor | undefined;
  let failed: { readonly error: object } | undefined;
  const asEvent = (): Promise<FacetStart> =>
    new Promise((resolve, reject) => {
      parent.enqueue(parent.currentScope(), () => void start().then(resolve, reject));
    });
  const broken = (): { readonly error: object } | undefined =>
    failed ?? (last?.broken === undefined ? undefined : { error: last.broken });
  const find = async (): Promise<Actor> => {
    try {
      last = await parent.facets.find(name, asEvent);
      return last;
    } catch (error) {
      failed = { error: error as object };
      throw error;
    }
  };
  return hookTo(find, broken);
}

/**
 * @param find gives the object, and starts it where it does not run.
 * @param broken why nothing can be delivered any more, if so.
 */
function hookTo(
  find: () => Actor | Promise<Actor>,
  broken: () => { readonly error: object } | undefined,
): LocalHook {
  return new LocalHook(
    {
      kind: "entrypoint",
      broken,
      checkRpc: requireRpcClass,
      async deliver(_event, callback) {
        const failure = broken();
        if (failure !== undefined) throw failure.error;
        const found = find();
        // At once where that is possible: events are delivered in the order of the calls.
        const actor = found instanceof Promise ? await found : found;
        return actor.deliver((instance) => callback(instance, rpcContextOf(actor)));
      },
    },
    stubMaker,
  );
}
