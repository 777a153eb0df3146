import type { AlarmResult } from "../../actor/alarms/alarm.ts";
import type { Actor } from "../../actor/actor.ts";
import { DEFAULT_ABORT_REASON } from "../../api/durable-object-state.ts";
import { checkKey, checkRecord } from "../../api/record-limit.ts";
import type { ActorSelector } from "../../protocol/actor-selector.ts";
import { reportedError } from "../../protocol/events.ts";
import type {
  AlarmRunReport,
  ExportOptions,
  FileArchive,
  FilesReport,
  HostControl,
  HostTriggers,
  HostFiles,
  ImportOptions,
  ScheduledEvent,
  ScheduledResult,
} from "../../protocol/host-control.ts";
import type { SqlResult } from "../../protocol/host-inspect.ts";
import { RpcTarget } from "../../rpc/rpc-target.ts";
import { findObject, type FoundObject, nameObject } from "../objects/find-object.ts";
import type { HostServer } from "../host-server.ts";
import { deliverScheduled } from "../bindings/scheduled-event.ts";
import { facetNumber, runningActor } from "../objects/object-facets.ts";
import { exportFiles, importFiles, wipe } from "./file-transfer.ts";
import { runSql, type WriteAccess, writeObject } from "./write-object.ts";

const OUTCOMES: Readonly<Record<AlarmResult["outcome"], AlarmRunReport["outcome"]>> = {
  ok: "succeeded",
  exception: "failed",
  aborted: "failed",
  exceededWallTime: "failed",
  canceled: "canceled",
  scriptNotFound: "no-handler",
};

/** The reason why methods about alarms refuse facets. */
const ALARM = "facets have no alarms";

/** Changes the state of objects through their own storage and gates. */
export class ControlTarget extends RpcTarget implements HostControl, HostTriggers, HostFiles {
  readonly #server: () => HostServer;
  #files: Promise<unknown> = Promise.resolve();

  /** @param server throws before the server has started. */
  constructor(server: () => HostServer) {
    super();
    this.#server = server;
  }

  async scheduled({ cron, scheduledTime }: ScheduledEvent): Promise<ScheduledResult> {
    const { bindings, realm } = this.#server();
    return deliverScheduled(bindings, { cron, scheduledTime: scheduledTime ?? realm.clock.now() });
  }

  async putKv(actor: ActorSelector, key: string, value: unknown): Promise<void> {
    requireText("key", key);
    // RPC turns a function into a stub, whose error message would be about RPC.
    if (typeof value === "function") {
      throw new TypeError("putKv(): a function cannot be stored. Give a value that can be cloned.");
    }
    await this.#write(actor, ({ storage, values }) => {
      checkKey(key);
      const bytes = values.serialize(value);
      checkRecord(key, bytes);
      storage.put([[key, bytes]]);
    });
  }

  async deleteKv(actor: ActorSelector, key: string): Promise<boolean> {
    requireText("key", key);
    return this.#write(actor, ({ storage }) => {
      checkKey(key);
      return storage.delete([key]) > 0;
    });
  }

  async sql(
    actor: ActorSelector,
    query: string,
    ...bindings: readonly unknown[]
  ): Promise<SqlResult> {
    return this.#write(actor, (access) => runSql(access, String(query), bindings));
  }

  async runAlarm(actor: ActorSelector): Promise<AlarmRunReport> {
    const { namespace, id } = this.#findRoot(actor, ALARM);
    const alarms = this.#alarmsOf(namespace.className);
    const { outcome, error } = await alarms.runNow(id.hex);
    return {
      outcome: OUTCOMES[outcome],
      error: error === undefined ? null : reportedError(error),
    };
  }

  async deleteAlarm(actor: ActorSelector): Promise<boolean> {
    const found = this.#findRoot(actor, ALARM);
    // Without an alarm, the object need not start.
    if (this.#alarmsOf(found.namespace.className).pendingOf(found.id.hex) === null) return false;
    return writeObject(this.#server(), found, ({ storage }) => {
      const had = storage.alarm.get() !== null;
      storage.alarm.set(null);
      return had;
    });
  }

  async failNextAlarm(
    actor: ActorSelector,
    message = "failNextAlarm() made this alarm fail.",
  ): Promise<void> {
    requireText("message", message);
    const { namespace, id } = this.#findRoot(actor, ALARM);
    this.#alarmsOf(namespace.className);
    namespace.notes.orderFailure(id.hex, message);
  }

  async evict(actor: ActorSelector): Promise<void> {
    const found = this.#findRoot(actor, "it stays as long as its object does");
    const running = await this.#running(found, "evicted");
    const reason = this.#reasonToStay(found, running);
    if (reason !== undefined) {
      throw new Error(`${nameObject(found)} cannot be evicted: ${reason}`);
    }
    running.evict();
  }

  async abort(actor: ActorSelector, reason?: string): Promise<void> {
    if (reason !== undefined) requireText("reason", reason);
    const running = await this.#running(this.#find(actor), "aborted");
    try {
      running.abort(reason ?? DEFAULT_ABORT_REASON, { retryAlarm: true });
    } catch {
      // What it throws is for the object's own code, which has no part in this.
    }
  }

  exportFiles(options: ExportOptions = {}): Promise<FileArchive> {
    return this.#alone(() => exportFiles(this.#server(), options));
  }

  importFiles(archive: FileArchive, options: ImportOptions = {}): Promise<FilesReport> {
    return this.#alone(() => importFiles(this.#server(), archive, options));
  }

  wipe(): Promise<number> {
    return this.#alone(() => wipe(this.#server()));
  }

  /** One at a time, because each affects all files. */
  #alone<T>(run: () => Promise<T>): Promise<T> {
    const result = this.#files.then(run);
    this.#files = result.catch(() => undefined);
    return result;
  }

  #find(selector: ActorSelector): FoundObject {
    return findObject(this.#server(), selector);
  }

  /** @throws {Error} for a facet. @param why the reason in the message. */
  #findRoot(selector: ActorSelector, why: string): FoundObject {
    const found = this.#find(selector);
    if (found.facet.length === 0) return found;
    throw new TypeError(
      `${nameObject(found)} cannot be used here: ${why}. Omit "facet" to select the object.`,
    );
  }

  #write<T>(selector: ActorSelector, write: (access: WriteAccess) => T): Promise<T> {
    return writeObject(this.#server(), this.#find(selector), write);
  }

  /** @throws {Error} when it does not run. */
  async #running(found: FoundObject, what: string): Promise<Actor> {
    const actor = runningActor(found);
    if (actor !== undefined) return actor;
    // A missing facet has its own error.
    await facetNumber(this.#server(), found);
    throw new Error(`${nameObject(found)} is not running, so it cannot be ${what}.`);
  }

  #reasonToStay({ namespace }: FoundObject, actor: Actor): string | undefined {
    if (namespace.context.preventEviction) return "its namespace is configured preventEviction.";
    const { events, tasks } = actor.activity;
    if (events > 0) return `it answers ${count(events, "event")}: wait for the end, or abort it.`;
    if (tasks > 0) {
      const things = count(tasks, "timer, promise or WebSocket", "timers, promises or WebSockets");
      return `it waits for ${things}: wait for the end, or abort it.`;
    }
    return actor.idle ? undefined : "it is being started.";
  }

  #alarmsOf(className: string) {
    const { alarms } = this.#server().namespace(className);
    if (alarms !== null) return alarms;
    throw new Error(
      `Objects of class "${className}" have no alarms: their namespace has no storage, or its ` +
        "metadata.sqlite is damaged. server.verify() reports damaged files.",
    );
  }
}

function count(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}

function requireText(name: string, value: unknown): void {
  if (typeof value === "string") return;
  throw new TypeError(`${name}: must be a string, not ${value === null ? "null" : typeof value}.`);
}
