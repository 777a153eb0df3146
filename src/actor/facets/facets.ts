import type { BreakCause } from "../break-cause.ts";
import type { FacetActor, FacetPlace, FacetStart } from "./facet-actor.ts";
import type { FacetFiles } from "./facet-files.ts";

/** A facet that runs or is being started. */
interface Running<A> {
  readonly actor: Promise<A>;
  started: A | undefined;
  /** Set when it must not start any more. */
  ended: { readonly error: object } | undefined;
}

/** What facets use of their namespace. */
export interface FacetHost<A extends FacetActor> {
  makeFacet(parent: A, start: FacetStart, place: FacetPlace): A;
  /** @throws {Error} when the objects have no storage. */
  readonly facetFiles: FacetFiles;
}

/** The facets of one object (`Worker::Actor::FacetManager`), by name. The first use starts one. */
export class Facets<A extends FacetActor> {
  readonly #parent: A;
  readonly #host: FacetHost<A>;
  readonly #running = new Map<string, Running<A>>();

  constructor(parent: A, host: FacetHost<A>) {
    this.#parent = parent;
    this.#host = host;
  }

  /**
   * Returns the facet of this name; starts it when it does not run. After a failed start it fails
   * with the same error until it is aborted or deleted.
   */
  find(name: string, start: () => Promise<FacetStart>): Promise<A> {
    const running = this.#running.get(name);
    if (running !== undefined) return running.actor;
    const begun: Running<A> = {
      actor: this.#start(name, start, () => begun),
      started: undefined,
      ended: undefined,
    };
    begun.actor.catch(() => undefined);
    this.#running.set(name, begun);
    return begun.actor;
  }

  /** The facet of this name if it runs or is being constructed. Starts nothing. */
  running(name: string): A | undefined {
    return this.#running.get(name)?.started;
  }

  /** Ends a facet and its own facets; their callers fail with `error`. */
  abort(name: string, error: object): void {
    const running = this.#running.get(name);
    if (running === undefined) return;
    this.#running.delete(name);
    end(running, error, { kind: "abort", retryAlarm: true });
  }

  /** Ends a facet and deletes its storage and that of its own facets (`server.c++:756`). */
  delete(name: string): void {
    this.abort(name, new Error("Facet was deleted."));
    this.#host.facetFiles.delete(this.#parent, name);
  }

  /** Replaces one facet by a copy of another (`server.c++:770`). */
  clone(from: string, to: string): void {
    this.abort(to, new Error("Facet was cloned-over."));
    if (from === to) return;
    this.#running.get(from)?.started?.openStorage?.commitTurn();
    this.#host.facetFiles.clone(this.#parent, from, to);
  }

  /** The object has called `deleteAll()`, which deletes its facets too. */
  deleteAll(): void {
    for (const name of [...this.#running.keys()]) this.abort(name, new Error("Facet was deleted."));
    this.#host.facetFiles.deleteBelow(this.#parent);
  }

  /** The object has ended. @param cause null: it was evicted. */
  end(error: object, cause: BreakCause | null): void {
    for (const running of this.#running.values()) {
      if (cause === null) running.started?.openStorage?.commitTurn();
      end(running, error, cause ?? { kind: "shutdown" });
    }
    this.#running.clear();
  }

  async #start(name: string, start: () => Promise<FacetStart>, self: () => Running<A>): Promise<A> {
    const parent = this.#parent;
    const begun = await start();
    const number = await this.#host.facetFiles.number(parent, name);
    const running = self();
    if (running.ended !== undefined) throw running.ended.error;
    const actor = this.#host.makeFacet(parent, begun, {
      number,
      path: [...parent.place.path, name],
    });
    running.started = actor;
    return actor;
  }

  /** A facet has ended by itself: the next call starts it again. */
  forget(actor: A): void {
    for (const [name, { started }] of this.#running) {
      if (started === actor) this.#running.delete(name);
    }
  }
}

function end(running: Running<FacetActor>, error: object, cause: BreakCause): void {
  running.ended = { error };
  running.started?.break(error, cause);
}
