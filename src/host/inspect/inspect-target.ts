import type { ActorNamespace } from "../../actor/actor-namespace.ts";
import type { ActorSelector } from "../../protocol/actor-selector.ts";
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
} from "../../protocol/host-inspect.ts";
import type { VerifyReport } from "../../protocol/verify-report.ts";
import { RpcTarget } from "../../rpc/rpc-target.ts";
import { findObject } from "../objects/find-object.ts";
import type { HostServer } from "../host-server.ts";
import { readAlarmTable } from "./alarm-rows.ts";
import { readKeyValues } from "./key-values.ts";
import { listObjects } from "./object-list.ts";
import { readPage } from "./page-of-rows.ts";
import { readObject } from "./read-object.ts";
import { readSql } from "./sql-reader.ts";
import { verify } from "./verify.ts";

/** Answers the page's inspection calls. Starts no actor and changes nothing. */
export class InspectTarget extends RpcTarget implements HostInspect {
  readonly #server: () => HostServer;

  /** @param server throws while no worker runs. */
  constructor(server: () => HostServer) {
    super();
    this.#server = server;
  }

  async namespaces(): Promise<NamespaceInfo[]> {
    const server = this.#server();
    return server.config.namespaces.map((config) => {
      const { className } = config;
      const namespace = server.namespace(className);
      const runningActors = [...namespace.running()].length;
      const pendingAlarms = namespace.alarms?.count() ?? 0;
      if (config.kind === "ephemeral") {
        return { className, storage: "none", runningActors, pendingAlarms };
      }
      const { uniqueKey } = config;
      const storage = config.storage === "localDisk" ? "disk" : "memory";
      return { className, uniqueKey, storage, runningActors, pendingAlarms };
    });
  }

  async actors(className?: string): Promise<ActorInfo[]> {
    return this.#chosen(className).flatMap((namespace) =>
      [...namespace.running()].map(({ id }) => ({
        className: namespace.className,
        id: id.hex,
        name: id.name ?? null,
      })),
    );
  }

  async alarms(
    query: { className?: string; limit?: number; offset?: number } = {},
  ): Promise<{ readonly alarms: AlarmInfo[]; readonly total: number }> {
    const { limit, offset } = readPage(query);
    const chosen = this.#chosen(query.className);
    const alarms = chosen.flatMap(({ className, alarms: scheduler }) =>
      (scheduler?.pending(offset + limit) ?? []).map(
        ({ actorId, actorName, scheduledTime, nextTry, retryCount, running }) => ({
          className,
          id: actorId,
          name: actorName,
          scheduledTime,
          nextTry,
          retryCount,
          running,
        }),
      ),
    );
    alarms.sort((a, b) => a.scheduledTime - b.scheduledTime || (a.id < b.id ? -1 : 1));
    const total = chosen.reduce((sum, { alarms: scheduler }) => sum + (scheduler?.count() ?? 0), 0);
    return { alarms: alarms.slice(offset, offset + limit), total };
  }

  async objects(query: ObjectQuery = {}): Promise<ObjectList> {
    return listObjects(this.#server(), query);
  }

  async kv(actor: ActorSelector, query: KvQuery = {}): Promise<KvList> {
    const server = this.#server();
    const object = findObject(server, actor);
    return readObject(server, object, (database) => readKeyValues(database, query));
  }

  async sql(
    actor: ActorSelector,
    query: string,
    ...bindings: readonly unknown[]
  ): Promise<SqlResult> {
    const server = this.#server();
    const object = findObject(server, actor);
    return readObject(server, object, (database) => readSql(database, String(query), bindings));
  }

  async alarmTable(
    className: string,
    query: { limit?: number; offset?: number } = {},
  ): Promise<AlarmTableRows> {
    const server = this.#server();
    const { key } = server.namespace(className);
    const storage = server.storageOf(className);
    if (storage === null) return { rows: [], total: 0 };
    return readAlarmTable(storage, `${key}/metadata.sqlite`, readPage(query));
  }

  async sockets(chosen?: string): Promise<SocketInfo[]> {
    return this.#chosen(chosen).flatMap((namespace) =>
      [...namespace.sockets.list()].flatMap(({ id, facet, sockets }) => {
        const { className } = namespace;
        const name = namespace.nameOf(id) ?? null;
        const hibernating = namespace.findActor(id) === undefined;
        return sockets.describe().map(({ tags, state }) => {
          return { className, id, name, facet, tags, state, hibernating };
        });
      }),
    );
  }

  async files(): Promise<{ readonly path: string; readonly size: number }[]> {
    return this.#server().storage.files();
  }

  async readFile(path: string): Promise<Uint8Array> {
    return this.#server().storage.read(path);
  }

  async readRaw(path: string): Promise<RawFileRecord[]> {
    for (const { disk } of this.#server().storage.all) {
      const records = await disk.exportRaw(path);
      if (records.length > 0) return records as RawFileRecord[];
    }
    throw new Error(`There is no file "${path}" on the disk: inspect.files() lists the files.`);
  }

  async verify(): Promise<VerifyReport> {
    const { realm, storage } = this.#server();
    return verify(storage.all, () => realm.loop.turn());
  }

  #chosen(className: string | undefined): ActorNamespace[] {
    const server = this.#server();
    return className === undefined ? server.namespaces : [server.namespace(className)];
  }
}
