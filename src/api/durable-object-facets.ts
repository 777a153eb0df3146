import type { Actor } from "../actor/actor.ts";
import type { FacetStart } from "../actor/facets/facet-actor.ts";
import { illegalInvocation, nameClass } from "../rpc/class-name.ts";
import { exportedClassOf } from "../rpc/bindings/durable-object-class.ts";
import type { DurableObjectId } from "../rpc/bindings/durable-object-id.ts";
import { actorIdOf } from "../rpc/bindings/durable-object-id.ts";
import { Fetcher, makeService } from "../rpc/bindings/fetcher.ts";
import { neverSerialize } from "../rpc/stub-state.ts";
import { facetHook } from "./actor-hook.ts";
import { isObject, toFunction, toText, wrongType } from "./arguments.ts";
import { refuseConstruction } from "./platform-object.ts";

const CLASS_NAME = "DurableObjectFacets";

/** `actor-state.c++:974` */
const MAX_NAME_LENGTH = 256;

/** Nesting depth, the root included (`actor-state.c++:1035`). */
const MAX_DEPTH = 4;

export interface FacetStartupOptions {
  /** A class binding, `ctx.exports.Class`, or `ctx.exports.Class({ props })`. */
  class: object;
  /** `ctx.id` of the facet. Default: the id of its parent. */
  id?: DurableObjectId | string;
}

type GetStartupOptions = () => FacetStartupOptions | Promise<FacetStartupOptions>;

/** `ctx.facets` (`api/actor-state.h`): objects within an object, each with its own database. */
export class DurableObjectFacets {
  static {
    nameClass(this, CLASS_NAME);
  }

  readonly #actor: Actor;

  /** @internal The runtime makes them. */
  constructor(token: unknown, actor: Actor) {
    refuseConstruction(token);
    this.#actor = actor;
  }

  /**
   * Returns a stub of the facet of this name.
   *
   * @param getStartupOptions called when the facet is used and does not run.
   * @throws {TypeError} for a name of more than 256 characters.
   * @throws {Error} when the nesting depth is reached.
   */
  get(name: string, getStartupOptions: GetStartupOptions): Fetcher {
    const actor = DurableObjectFacets.#actorOf(this);
    const key = toName(name, "get", 1);
    toFunction(getStartupOptions, { className: CLASS_NAME, method: "get", position: 2 });
    if (actor.place.path.length + 1 >= MAX_DEPTH) {
      throw new Error(
        "Facet nesting depth limit exceeded. The maximum depth including the root Durable Object " +
          `is ${MAX_DEPTH}.`,
      );
    }
    const hook = facetHook(actor, key, async () => readStart(await getStartupOptions()));
    const stub = makeService(Object.create(Fetcher.prototype) as Fetcher, hook);
    neverSerialize(stub, "Stubs pointing to Durable Object facets are not serializable.");
    return stub;
  }

  /** Ends a facet and its own facets; their callers fail with `reason`. */
  abort(name: string, reason: unknown): void;
  abort(...args: unknown[]): void {
    const actor = DurableObjectFacets.#actorOf(this);
    const key = toName(args[0], "abort", 1);
    if (args.length < 2) {
      throw wrongType({ className: CLASS_NAME, method: "abort", position: 2 }, "Value");
    }
    const [, reason] = args;
    actor.facets.abort(key, isObject(reason) ? reason : new Error(String(reason)));
  }

  /** Ends a facet and deletes its storage and that of its own facets. */
  delete(name: string): void {
    const actor = DurableObjectFacets.#actorOf(this);
    actor.facets.delete(toName(name, "delete", 1));
  }

  /** Replaces the storage of `to` and its own facets by a copy of that of `from`. */
  clone(from: string, to: string): void {
    const actor = DurableObjectFacets.#actorOf(this);
    const [source, target] = [toName(from, "clone", 1), toName(to, "clone", 2)];
    actor.facets.clone(source, target);
  }

  static #actorOf(self: unknown): Actor {
    if (!isObject(self) || !(#actor in self)) throw illegalInvocation();
    return self.#actor;
  }
}

function toName(value: unknown, method: string, position: number): string {
  if (value === undefined) throw wrongType({ className: CLASS_NAME, method, position }, "string");
  const name = toText(value);
  if (name.length > MAX_NAME_LENGTH) {
    throw new TypeError(`Facet name is too long (max ${MAX_NAME_LENGTH} characters).`);
  }
  // workerd fails with an internal error at the first use.
  if (name === "") throw new TypeError("Facet name cannot be empty");
  return name;
}

/** @throws {TypeError} when `class` is not a class. */
function readStart(options: unknown): FacetStart {
  const { class: given, id } = (isObject(options) ? options : {}) as Partial<FacetStartupOptions>;
  const exported = exportedClassOf(given);
  if (exported === undefined) {
    throw new TypeError(
      "Incorrect type for the 'class' field on 'StartupOptions': the provided value is not of type " +
        "'DurableObjectClass or LoopbackDurableObjectNamespace or LoopbackColoLocalActorNamespace'.",
    );
  }
  const known = actorIdOf(id);
  return { ...exported, id: id === undefined || known !== undefined ? id : toText(id) };
}
