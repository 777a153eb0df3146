import type { ActorSelector } from "../protocol/actor-selector.ts";
import type { AlarmRunReport, HostControl } from "../protocol/host-control.ts";
import type { SqlResult } from "../protocol/host-inspect.ts";

/**
 * Changes what is there, for a tool or a test.
 *
 * Writes go the object's own way, through its storage and its gates: an object that does not run is
 * started for it, and each call resolves when the write is durable. Where a facet is meant
 * (`actor.facet`) its object is started. The facet itself is not, because only its object's code
 * knows what it is made of: one that does not run is written in its file, which it finds when it
 * starts.
 *
 * Every method throws an `Error` that says what to do when there is no such class, the id is none of
 * it, or the object has no such facet.
 */
export class ServerControl {
  readonly #host: HostControl;

  constructor(host: HostControl) {
    this.#host = host;
  }

  /** Stores a value under a key, as `storage.put()` does. */
  async putKv(actor: ActorSelector, key: string, value: unknown): Promise<void> {
    await this.#host.putKv(actor, key, value);
  }

  /** Deletes a key. @returns whether it was there. */
  async deleteKv(actor: ActorSelector, key: string): Promise<boolean> {
    return this.#host.deleteKv(actor, key);
  }

  /**
   * Runs SQL as the object's own `ctx.storage.sql.exec()` would, with its rules and its limits. At
   * most 1,000 rows come back.
   *
   * @throws {Error} in SQLite's words.
   */
  async sql(actor: ActorSelector, query: string, ...bindings: unknown[]): Promise<SqlResult> {
    return this.#host.sql(actor, query, bindings);
  }

  /**
   * Delivers the object's pending alarm now, whatever its time, and waits until the handler has
   * ended, well or not. What follows, a retry say, is as always.
   *
   * @throws {Error} when it has no alarm, as facets never have, or its handler runs already.
   */
  async runAlarm(actor: ActorSelector): Promise<AlarmRunReport> {
    return this.#host.runAlarm(actor);
  }

  /** Deletes the object's alarm. @returns whether it had one. */
  async deleteAlarm(actor: ActorSelector): Promise<boolean> {
    return this.#host.deleteAlarm(actor);
  }

  /**
   * Lets the next delivery of the object's alarm fail, as if the first line of its handler had
   * thrown an `Error` with `message`. Forgotten when it has happened, or the host has ended.
   */
  async failNextAlarm(actor: ActorSelector, message?: string): Promise<void> {
    await this.#host.failNextAlarm(actor, message);
  }

  /**
   * Takes an object out of memory, as when it has been idle for ten seconds. WebSockets that it gave
   * to the runtime stay.
   *
   * @throws {Error} when it does not run, or has something to do, or is a facet, which goes with its
   *   object.
   */
  async evict(actor: ActorSelector): Promise<void> {
    await this.#host.evict(actor);
  }

  /**
   * Resets an object or a facet, as its own `ctx.abort(reason)` would: writes that are not committed are gone,
   * and every caller gets the reason.
   *
   * @throws {Error} when it does not run.
   */
  async abort(actor: ActorSelector, reason?: string): Promise<void> {
    await this.#host.abort(actor, reason);
  }
}
