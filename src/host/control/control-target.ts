import type { HostControl } from "../../protocol/host-control.ts";
import { RpcTarget } from "../../rpc/rpc-target.ts";
import type { HostServer } from "../host-server.ts";

/** Changes what is there. */
export class ControlTarget extends RpcTarget implements HostControl {
  readonly #server: () => HostServer;

  /** @param server throws while there is none. */
  constructor(server: () => HostServer) {
    super();
    this.#server = server;
  }

  async putKv(): Promise<never> {
    throw this.#unbuilt("putKv");
  }

  async deleteKv(): Promise<never> {
    throw this.#unbuilt("deleteKv");
  }

  async sql(): Promise<never> {
    throw this.#unbuilt("sql");
  }

  async runAlarm(): Promise<never> {
    throw this.#unbuilt("runAlarm");
  }

  async deleteAlarm(): Promise<never> {
    throw this.#unbuilt("deleteAlarm");
  }

  async failNextAlarm(): Promise<never> {
    throw this.#unbuilt("failNextAlarm");
  }

  async evict(): Promise<never> {
    throw this.#unbuilt("evict");
  }

  async abort(): Promise<never> {
    throw this.#unbuilt("abort");
  }

  async exportFiles(): Promise<never> {
    throw this.#unbuilt("exportFiles");
  }

  async importFiles(): Promise<never> {
    throw this.#unbuilt("importFiles");
  }

  async wipe(): Promise<never> {
    throw this.#unbuilt("wipe");
  }

  #unbuilt(name: string): Error {
    return new Error(`control.${name}() of "${this.#server().config.name}" is not built yet.`);
  }
}
