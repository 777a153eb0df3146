import type {
  AlarmRunReport,
  FileArchive,
  FilesReport,
  HostControl,
} from "../../protocol/host-control.ts";
import type { SqlResult } from "../../protocol/host-inspect.ts";
import { RpcTarget } from "../../rpc/rpc-target.ts";
import { dispose } from "../../rpc/symbol-dispose.ts";
import type { Relay } from "./relay.ts";

/** Control goes to whoever runs the actors. */
export class RelayControl extends RpcTarget implements HostControl {
  readonly #relay: Relay;

  constructor(relay: Relay) {
    super();
    this.#relay = relay;
  }

  putKv(...args: Parameters<HostControl["putKv"]>): Promise<void> {
    return this.#ask((control) => control.putKv(...args));
  }

  deleteKv(...args: Parameters<HostControl["deleteKv"]>): Promise<boolean> {
    return this.#ask((control) => control.deleteKv(...args));
  }

  sql(...args: Parameters<HostControl["sql"]>): Promise<SqlResult> {
    return this.#ask((control) => control.sql(...args));
  }

  runAlarm(...args: Parameters<HostControl["runAlarm"]>): Promise<AlarmRunReport> {
    return this.#ask((control) => control.runAlarm(...args));
  }

  deleteAlarm(...args: Parameters<HostControl["deleteAlarm"]>): Promise<boolean> {
    return this.#ask((control) => control.deleteAlarm(...args));
  }

  failNextAlarm(...args: Parameters<HostControl["failNextAlarm"]>): Promise<void> {
    return this.#ask((control) => control.failNextAlarm(...args));
  }

  evict(...args: Parameters<HostControl["evict"]>): Promise<void> {
    return this.#ask((control) => control.evict(...args));
  }

  abort(...args: Parameters<HostControl["abort"]>): Promise<void> {
    return this.#ask((control) => control.abort(...args));
  }

  exportFiles(...args: Parameters<HostControl["exportFiles"]>): Promise<FileArchive> {
    return this.#ask((control) => control.exportFiles(...args));
  }

  importFiles(...args: Parameters<HostControl["importFiles"]>): Promise<FilesReport> {
    return this.#ask((control) => control.importFiles(...args));
  }

  wipe(): Promise<number> {
    return this.#ask((control) => control.wipe());
  }

  async #ask<T>(question: (control: HostControl) => Promise<T>): Promise<T> {
    const answer = await this.#relay.ask(({ control }) => question(control));
    // Nothing but data is in it: it must not cross to the page as something to be disposed.
    if (typeof answer === "object" && answer !== null) {
      delete (answer as Partial<Disposable>)[dispose];
    }
    return answer;
  }
}
