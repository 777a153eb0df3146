import type { Clock } from "../../clock/clock.ts";
import type { HostEvent } from "../../protocol/events.ts";
import type { NamespaceStorage } from "../namespace-storage.ts";
import { type AlarmActor, AlarmScheduler } from "./alarm-scheduler.ts";
import { reportDamage } from "../damage-report.ts";
import type { EventLoop } from "../event-loop.ts";
import { MetadataFile } from "./metadata-file.ts";

interface NamespaceAlarmsOptions {
  /** The namespace's `uniqueKey`, whose directory the file is in. */
  readonly key: string;
  readonly className: string;
  readonly storage: NamespaceStorage;
  readonly clock: Clock;
  readonly loop: EventLoop;
  readonly report: (event: HostEvent) => void;
  readonly random?: (() => number) | undefined;
  readonly getActor: (actorId: string, name: string | null) => AlarmActor;
}

/** A namespace's `metadata.sqlite` and the scheduler of the alarms in it, which come and go together. */
export class NamespaceAlarms {
  readonly #options: NamespaceAlarmsOptions;
  #file: MetadataFile | undefined;
  #scheduler: AlarmScheduler | undefined;
  /** Runs that had ended when the file was let go of last. */
  #ended = 0;

  constructor(options: NamespaceAlarmsOptions) {
    this.#options = options;
  }

  /** Undefined while the file is not open, or where it is damaged. */
  get scheduler(): AlarmScheduler | undefined {
    return this.#scheduler;
  }

  /**
   * Opens the file and arms its alarms: those overdue fire at once. A damaged file is reported, its
   * bytes stay as they are, and there are no alarms.
   *
   * @throws {DiskError} when the disk refuses.
   */
  async open(): Promise<void> {
    const { key, storage, clock, report } = this.#options;
    const path = `${key}/metadata.sqlite`;
    const file = new MetadataFile({ path, storage, recovered: () => this.#scheduler?.reload() });
    this.#file = file;
    try {
      await file.open();
    } catch (error) {
      const place = { disk: storage.disk.name, path, time: clock.now() };
      if (reportDamage(error, place, report)) return;
      throw error;
    }
    // Closed while the file was being read.
    if (this.#file !== file) return;
    this.#scheduler = this.#makeScheduler(file);
    this.#scheduler.load();
  }

  /** Opens the file as `open()` does; where the disk refuses now, as soon as that is possible. */
  async reopen(): Promise<void> {
    try {
      await this.open();
    } catch (error) {
      if (this.#file === undefined) return;
      this.#scheduler = this.#makeScheduler(this.#file);
      this.#file.retry(error);
    }
  }

  /** Throws unless an alarm can be recorded now. */
  check(): void {
    this.#file?.check();
  }

  /** The disk was lost, and the file with it; it is opened anew as soon as that is possible. */
  diskLost(error: unknown): void {
    this.#file?.lost(error);
  }

  /** Ends the timers and lets go of the file. */
  close(): void {
    this.#ended = this.#scheduler?.ended ?? this.#ended;
    this.#scheduler?.close();
    this.#scheduler = undefined;
    this.#file?.close();
    this.#file = undefined;
  }

  #makeScheduler(file: MetadataFile): AlarmScheduler {
    const { key, className, clock, loop, report, random, getActor } = this.#options;
    return new AlarmScheduler({
      namespace: key,
      className,
      clock,
      table: file,
      changed: () => file.changed(),
      report,
      yieldTurn: () => loop.turn(),
      ...(random === undefined ? {} : { random }),
      getActor,
      ended: this.#ended,
    });
  }
}
