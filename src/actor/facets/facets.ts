import type { Actor } from "../actor.ts";
import type { BreakCause } from "../errors.ts";
import type { FacetFiles } from "./facet-files.ts";

/** What a facet is made of. */
export interface FacetStart {
  /** The name under which the worker exports the class. */
  readonly className: string;
  readonly makeProps: () => unknown;
  /** `ctx.id` of the facet; undefined: that of its parent. */
  readonly id: unknown;
}

/** A facet that runs, or is about to. */
interface Running {
  readonly actor: Promise<Actor>;
  started: Actor | undefined;
  /** Set when it must not start any more. */
  ended: { readonly error: object } | undefined;
}

/** What facets need of their namespace. */
export interface FacetHost {
  /** Starts a facet. @param place where it is in its parent's tree. */
  makeFacet(parent: Actor, start: FacetStart, place: FacetPlace): Actor;
  /** @throws {Error} where the objects have no storage. */
  readonly facetFiles: FacetFiles;
}

export interface FacetPlace {
  readonly parent: Actor;
  readonly name: string;
  /** Its number in the root's index; the root itself is 0. */
  readonly number: number;
  /** How many objects are above it. */
  readonly depth: number;
}

/** The facets of one object (`Worker::Actor::FacetManager`): by name, each started when it is used. */
export class Facets {
  readonly #parent: Actor;
  readonly #host: FacetHost;
  readonly #running = new Map<string, Running>();

  constructor(parent: Actor, host: FacetHost) {
    this.#parent = parent;
    this.#host = host;
  }

  /**
   * The facet of this name, started if need be. A start that fails is remembered: until the facet is
   * aborted or deleted it fails so.
   */
  find(name: string, start: () => Promise<FacetStart>): Promise<Actor> {
    const running = this.#running.get(name);
    if (running !== undefined) return running.actor;
    const begun: Running = {
      actor: this.#start(name, start, () => begun),
      started: undefined,
      ended: undefined,
    };
    begun.actor.catch(() => undefined);
    this.#running.set(name, begun);
    return begun.actor;
  }

  /** The facet of this name if it runs, or is being constructed. Starts nothing. */
  running(name: string): Actor | undefined {
    return this.#running.get(name)?.started;
  }

  /** Ends a facet, and those below it: whoever calls it fails with `error`. */
  abort(name: string, error: object): void {
    const running = this.#running.get(name);
    if (running === undefined) return;
    this.#running.delete(name);
    end(running, error, { kind: "abort", retryAlarm: true });
  }

  /** Ends a facet and deletes its storage, and that of those below it (`server.c++:756`). */
  delete(name: string): void {
    this.abort(name, new Error("Facet was deleted."));
    this.#host.facetFiles.delete(this.#parent, name);
  }

  /** Puts a copy of one facet in the place of another (`server.c++:770`). */
  clone(from: string, to: string): void {
    this.abort(to, new Error("Facet was cloned-over."));
    if (from === to) return;
    this.#running.get(from)?.started?.openStorage?.commitTurn();
    this.#host.facetFiles.clone(this.#parent, from, to);
  }

  /** The object has deleted all that it has stored: its facets go too. */
  deleteAll(): void {
    for (const name of [...this.#running.keys()]) this.abort(name, new Error("Facet was deleted."));
    this.#host.facetFiles.deleteBelow(this.#parent);
  }

  /** The object has ended, and its facets with it. @param cause null: it was evicted. */
  end(error: object, cause: BreakCause | null): void {
    for (const running of this.#running.values()) {
      if (cause === null) running.started?.openStorage?.commitTurn();
      end(running, error, cause ?? { kind: "shutdown" });
    }
    this.#running.clear();
  }

  async #start(
    name: string,
    start: () => Promise<FacetStart>,
    self: () => Running,
  ): Promise<Actor> {
    const parent = this.#parent;
    const begun = await start();
    const number = await this.#host.facetFiles.number(parent, name);
    const running = self();
    if (running.ended !== undefined) throw running.ended.error;
    const depth = parent.depth + 1;
    const actor = this.#host.makeFacet(parent, begun, { parent, name, number, depth });
    running.started = actor;
    return actor;
  }

  /** A facet has ended by itself: the next call starts it again. */
  forget(actor: Actor): void {
    for (const [name, { started }] of this.#running) {
      if (started === actor) this.#running.delete(name);
    }
  }
}

function end(running: Running, error: object, cause: BreakCause): void {
  running.ended = { error };
  running.started?.break(error, cause);
}
