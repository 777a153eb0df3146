import type {
  ActorInfo,
  AlarmInfo,
  HostInspect,
  NamespaceInfo,
  RawFileRecord,
} from "../protocol/host-interface.ts";

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
