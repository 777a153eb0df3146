import type {
  ActorInfo,
  AlarmInfo,
  AlarmTableRows,
  HostInspect,
  KvList,
  NamespaceInfo,
  ObjectList,
  RawFileRecord,
  SocketInfo,
  SqlResult,
} from "../../protocol/host-inspect.ts";
import type { VerifyReport } from "../../protocol/verify-report.ts";
import { RpcTarget } from "../../rpc/rpc-target.ts";
import { dispose } from "../../rpc/symbol-dispose.ts";
import type { Relay } from "./relay.ts";

/** Questions go to whoever runs the actors. */
export class RelayInspect extends RpcTarget implements HostInspect {
  readonly #relay: Relay;

  constructor(relay: Relay) {
    super();
    this.#relay = relay;
  }

  namespaces(): Promise<NamespaceInfo[]> {
    return this.#ask((inspect) => inspect.namespaces());
  }

  actors(...args: Parameters<HostInspect["actors"]>): Promise<ActorInfo[]> {
    return this.#ask((inspect) => inspect.actors(...args));
  }

  alarms(
    ...args: Parameters<HostInspect["alarms"]>
  ): Promise<{ readonly alarms: AlarmInfo[]; readonly total: number }> {
    return this.#ask((inspect) => inspect.alarms(...args));
  }

  objects(...args: Parameters<HostInspect["objects"]>): Promise<ObjectList> {
    return this.#ask((inspect) => inspect.objects(...args));
  }

  kv(...args: Parameters<HostInspect["kv"]>): Promise<KvList> {
    return this.#ask((inspect) => inspect.kv(...args));
  }

  sql(...args: Parameters<HostInspect["sql"]>): Promise<SqlResult> {
    return this.#ask((inspect) => inspect.sql(...args));
  }

  alarmTable(...args: Parameters<HostInspect["alarmTable"]>): Promise<AlarmTableRows> {
    return this.#ask((inspect) => inspect.alarmTable(...args));
  }

  sockets(...args: Parameters<HostInspect["sockets"]>): Promise<SocketInfo[]> {
    return this.#ask((inspect) => inspect.sockets(...args));
  }

  files(): Promise<{ readonly path: string; readonly size: number }[]> {
    return this.#ask((inspect) => inspect.files());
  }

  readFile(path: string): Promise<Uint8Array> {
    return this.#ask((inspect) => inspect.readFile(path));
  }

  readRaw(path: string): Promise<RawFileRecord[]> {
    return this.#ask((inspect) => inspect.readRaw(path));
  }

  verify(): Promise<VerifyReport> {
    return this.#ask((inspect) => inspect.verify());
  }

  async #ask<T extends object>(question: (inspect: HostInspect) => Promise<T>): Promise<T> {
    const answer = await this.#relay.ask(({ inspect }) => question(inspect));
    // Nothing but data is in it: it must not cross to the page as something to be disposed.
    delete (answer as Partial<Disposable>)[dispose];
    return answer;
  }
}
