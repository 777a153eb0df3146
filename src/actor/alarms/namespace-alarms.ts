import { reportDamage } from "../damage-report.ts";
import type { NamespaceContext } from "../namespace-context.ts";
import type { NamespaceStorage } from "../namespace-storage.ts";
import type { AlarmActor } from "./alarm.ts";
import { AlarmScheduler } from "./alarm-scheduler.ts";
import { MetadataFile } from "./metadata-file.ts";

interface NamespaceAlarmsOptions {
  readonly context: NamespaceContext;
  readonly storage: NamespaceStorage;
  readonly getActor: (actorId: string, name: string | null) => AlarmActor;
}

/** A namespace's `metadata.sqlite` and its scheduler, which are opened and closed together. */
export class NamespaceAlarms {
  readonly #options: NamespaceAlarmsOptions;
  #file: MetadataFile | undefined;
  #scheduler: AlarmScheduler | undefined;
  /** Runs that earlier schedulers have ended. */
  #ended = 0;

  constructor(options: NamespaceAlarmsOptions) {
    this.#options = options;
  }

  /** Undefined while the file is closed or damaged. */
  get scheduler(): AlarmScheduler | undefined {
    return this.#scheduler;
  }

  /**
   * Opens the file and arms its alarms; overdue ones fire at once. A damaged file is reported, its
   * bytes stay as they are, and there are no alarms.
   *
   * @throws {DiskError} when the disk refuses.
   */
  async open(): Promise<void> {
    const { context, storage } = this.#options;
    const path = `${context.key}/metadata.sqlite`;
    const file = new MetadataFile({ path, storage, recovered: () => this.#scheduler?.reload() });
    this.#file = file;
    try {
      await file.open();
    } catch (error) {
      if (reportDamage(error, storage.disk, path, context)) return;
      throw error;
    }
    // Closed while the file was being read.
    if (this.#file !== file) return;
    this.#scheduler = this.#makeScheduler(file);
    this.#scheduler.load();
  }

  /** As {@link open}; when the disk refuses, it is tried again until it succeeds. */
  async reopen(): Promise<void> {
    try {
      await this.open();
    } catch (error) {
      if (this.#file === undefined) return;
      this.#scheduler = this.#makeScheduler(this.#file);
      this.#file.retry(error);
    }
  }

  /** Throws if an alarm cannot be recorded now. */
  check(): void {
    this.#file?.check();
  }

  /** The disk was lost: the file is opened again as soon as possible. */
  diskLost(error: unknown): void {
    this.#file?.lost(error);
  }

  /** Stops the timers and releases the file. */
  close(): void {
    this.#ended = this.#scheduler?.ended ?? this.#ended;
    this.#scheduler?.close();
    this.#scheduler = undefined;
    this.#file?.close();
    this.#file = undefined;
  }

  #makeScheduler(file: MetadataFile): AlarmScheduler {
    const { context, getActor } = this.#options;
    return new AlarmScheduler({
      context,
      table: file,
      changed: () => file.changed(),
      getActor,
      ended: this.#ended,
    });
  }
}
