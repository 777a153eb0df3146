import type { ActorSelector } from "../protocol/actor-selector.ts";
import type {
  ActorInfo,
  AlarmInfo,
  AlarmTableRows,
  HostInspect,
  KvList,
  KvQuery,
  NamespaceInfo,
  ObjectList,
  ObjectQuery,
  RawFileRecord,
  SocketInfo,
  SqlResult,
} from "../protocol/host-inspect.ts";

/** What is there in a host. Asking starts no object and changes nothing. */
export class ServerInspect {
  readonly #host: HostInspect;

  constructor(host: HostInspect) {
    this.#host = host;
  }

  /** The namespaces, in the order of the configuration. */
  async namespaces(): Promise<NamespaceInfo[]> {
    return this.#host.namespaces();
  }

  /** The objects that run now, of one class or of all. */
  async actors(className?: string): Promise<ActorInfo[]> {
    return this.#host.actors(className);
  }

  /** Pending alarms, earliest first, and how many there are in all. Default limit: 1,000. */
  async alarms(query?: {
    className?: string;
    limit?: number;
    offset?: number;
  }): Promise<{ readonly alarms: AlarmInfo[]; readonly total: number }> {
    return this.#host.alarms(query);
  }

  /**
   * Every object that runs, has a file, or has WebSockets that wait for it, what state it is in, and
   * its facets. Of their files only the indexes of facets are read. Default limit: 1,000.
   */
  async objects(query?: ObjectQuery): Promise<ObjectList> {
    return this.#host.objects(query);
  }

  /**
   * The keys and values of an object, or of a facet of it (`actor.facet`), in the order of the keys,
   * decoded. Of one that runs, what it has written so far. Default limit: 1,000, and 4 MiB of values.
   *
   * @throws {Error} when there is no such class, the id is none of it, or the object has no such
   *   facet: the message names those that it has.
   */
  async kv(actor: ActorSelector, query?: KvQuery): Promise<KvList> {
    return this.#host.kv(actor, query);
  }

  /**
   * Runs one statement that reads, on any table of the object or the facet, tabd's own included. At
   * most 1,000 rows come back.
   *
   * @throws {Error} for a statement that writes: `control.sql()` runs those. Else in SQLite's words.
   */
  async sql(actor: ActorSelector, query: string, ...bindings: unknown[]): Promise<SqlResult> {
    return this.#host.sql(actor, query, bindings);
  }

  /** The rows of a namespace's `_cf_ALARM`, the earliest alarm first. Default limit: 1,000. */
  async alarmTable(
    className: string,
    query?: { limit?: number; offset?: number },
  ): Promise<AlarmTableRows> {
    return this.#host.alarmTable(className, query);
  }

  /** The WebSockets that the runtime keeps for the objects of one class or of all. */
  async sockets(className?: string): Promise<SocketInfo[]> {
    return this.#host.sockets(className);
  }

  /** The files, in the order of their paths; sizes in bytes. */
  async files(): Promise<{ readonly path: string; readonly size: number }[]> {
    return this.#host.files();
  }

  /** The bytes of a file: an SQLite database. @throws {Error} when there is no such file. */
  async readFile(path: string): Promise<Uint8Array> {
    return this.#host.readFile(path);
  }

  /**
   * What lies on the disk of a file, record by record, as it is: to rescue what can be rescued of
   * one that is damaged, and that `readFile()` therefore refuses.
   *
   * @throws {Error} when there is nothing of it.
   */
  readRaw(path: string): Promise<RawFileRecord[]> {
    return this.#host.readRaw(path);
  }
}
