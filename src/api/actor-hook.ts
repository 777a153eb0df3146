import type { Actor } from "../actor/actor.ts";
import type { ActorNamespace } from "../actor/actor-namespace.ts";
import type { FacetStart } from "../actor/facets/facet-actor.ts";
import type { GateScope } from "../actor/input-gate.ts";
import type { IoActor } from "../actor/io-actor.ts";
import { currentContext, leaveContext } from "../actor/io-context.ts";
import type { TaskQueue } from "../actor/task-queue.ts";
import type { ActorId } from "../codec/actor-id.ts";
import { type RpcContext, setContexts } from "../rpc/context.ts";
import type { RpcHook } from "../rpc/hook.ts";
import { answerFetch } from "../rpc/http/answer-fetch.ts";
import { httpClasses } from "../rpc/http/http-classes.ts";
import { installHttpClasses } from "../rpc/http/http-part.ts";
import { LocalHook } from "../rpc/local-hook.ts";
import { OwnedStubs } from "./owned-stubs.ts";
import { requireRpcClass } from "./rpc-base.ts";

const contexts = new WeakMap<IoActor, WeakMap<GateScope, RpcContext>>();

/**
 * An actor's gates, as RPC uses them.
 *
 * @param scope where callbacks and stubs that the code passes out are delivered. A call of one that
 *   was passed out of a critical section must reach it inside that section, or the section would
 *   wait for itself.
 */
function rpcContextOf(actor: IoActor, scope: GateScope): RpcContext {
  let scopes = contexts.get(actor);
  if (scopes === undefined) contexts.set(actor, (scopes = new WeakMap()));
  let context = scopes.get(scope);
  if (context === undefined) scopes.set(scope, (context = makeRpcContext(actor, scope)));
  return context;
}

function makeRpcContext(actor: IoActor, scope: GateScope): RpcContext {
  return {
    durableObjectId: actor.id.hex,
    async deliver(callback) {
      if (actor.broken !== undefined) {
        // `io/io-context.h:1705`
        throw new Error("The execution context which hosts this callback is no longer running.");
      }
      return actor.deliver(() => callback(), scope);
    },
    leave: () => actor.waitForOutput(),
    arrive: (answer) => actor.awaitIo(answer, scope),
    own: (stub) => ownedStubsOf(actor).add(stub),
    hold(ended) {
      const end = actor.activity.beginEvent((error) => {
        end();
        ended(error);
      });
      return () => void end();
    },
  };
}

const ownedStubs = new WeakMap<IoActor, OwnedStubs>();

/** The stubs that an actor's code keeps; they are disposed when the actor ends. */
function ownedStubsOf(actor: IoActor): OwnedStubs {
  let stubs = ownedStubs.get(actor);
  if (stubs === undefined) {
    const made = new OwnedStubs();
    stubs = made;
    ownedStubs.set(actor, made);
    actor.activity.onClose(() => made.dispose());
  }
  return stubs;
}

/** Connects RPC to the actors' gates. Called once, before any user code runs. */
export function connectRpcToActors(loop: TaskQueue): void {
  installHttpClasses(httpClasses);
  setContexts(() => {
    const running = currentContext();
    return running === null ? null : rpcContextOf(running.actor, running.scope.live);
  }, outsideOfActors(loop));
}

/**
 * The context of code outside actors: a worker's handlers and services. Each of its events gets a
 * task of its own, because in the task of the actor that answered it would be taken for that actor's
 * code.
 */
function outsideOfActors(loop: TaskQueue): RpcContext {
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

interface ObjectAddress {
  readonly namespace: ActorNamespace;
  readonly id: ActorId;
}

/** The objects to which the hooks of {@link actorHook} lead. */
const objects = new WeakMap<RpcHook, ObjectAddress>();

/** Undefined for a hook that {@link actorHook} did not make. */
export function objectOfHook(hook: RpcHook): ObjectAddress | undefined {
  return objects.get(hook);
}

/**
 * A hook to a Durable Object. The first call starts the object; a call after an eviction starts it
 * again. After the object has broken, every call on this hook fails with the same error, and only a
 * new hook (`get()`) reaches a new instance (`io/worker.c++:3999`).
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
  const hook = hookTo(find, broken, (actor, method) => namespace.report.called(actor, method));
  objects.set(hook, { namespace, id });
  return hook;
}

/**
 * A hook to a facet of `parent`. The first call starts the facet; the hook breaks as an object's.
 *
 * @param start called as an event of the parent when the facet does not run.
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
 * @param find returns the actor; starts it when it does not run.
 * @param broken the error of every further delivery, if the hook is broken.
 * @param called told of each method before it runs.
 */
function hookTo(
  find: () => Actor | Promise<Actor>,
  broken: () => { readonly error: object } | undefined,
  called?: (actor: Actor, method: string) => void,
): LocalHook {
  return new LocalHook({
    kind: "entrypoint",
    broken,
    answer: answerFetch,
    checkRpc: requireRpcClass,
    async deliver(event, callback, method) {
      const failure = broken();
      if (failure !== undefined) throw failure.error;
      const found = find();
      // Without an `await` if possible: events are delivered in the order of the calls.
      const actor = found instanceof Promise ? await found : found;
      const name = event === "fetch" ? event : method;
      return actor.deliver((instance) => {
        if (name !== undefined && name in instance) called?.(actor, name);
        return callback(instance, rpcContextOf(actor, actor.inputGate));
      });
    },
  });
}
