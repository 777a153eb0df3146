import type { MetadataTable } from "../../storage/tables/metadata-table.ts";

/** What {@link AlarmRecord.arm} decides. */
export type ArmedAlarm =
  | { readonly run: true }
  /** Do not run: the actor's record has another time, or none. */
  | { readonly run: false; readonly actualTime: number | null };

/** The part of the record that is in memory; a rollback restores it. */
export interface AlarmState {
  /** The open transaction has changed the record. */
  readonly dirty: boolean;
  /** The handler is running: when it succeeds, the record is emptied. */
  readonly deferredDelete: boolean;
}

interface WriteOptions {
  readonly allowUnconfirmed?: boolean | undefined;
}

interface AlarmRecordOptions {
  readonly metadata: MetadataTable;
  /** Throws if the storage is closed. */
  readonly check: () => void;
  readonly read: <T>(callback: () => T) => T;
  /** Runs a write in the current transaction. */
  readonly write: (callback: () => void, options?: WriteOptions) => void;
}

/**
 * An actor's own record of its alarm (`io/actor-sqlite.c++`). It is in the actor's file and alone
 * decides; the scheduler's table mirrors it. Times are ms since the epoch.
 */
export class AlarmRecord {
  readonly #options: AlarmRecordOptions;
  #state: AlarmState = { dirty: false, deferredDelete: false };

  constructor(options: AlarmRecordOptions) {
    this.#options = options;
  }

  get state(): AlarmState {
    return this.#state;
  }

  restore(state: AlarmState): void {
    this.#state = state;
  }

  /** Null also while the handler runs, unless it has set a new alarm. */
  get(): number | null {
    const { read, metadata } = this.#options;
    const { dirty, deferredDelete } = this.#state;
    return read(() => (deferredDelete && !dirty ? null : metadata.getAlarm()));
  }

  /** @param time null deletes the alarm. */
  set(time: number | null, options?: WriteOptions): void {
    const { check, write, metadata } = this.#options;
    check();
    // A running handler has set this alarm; the handler's end must not delete it
    // (`actor-sqlite.c++:833-837`).
    const inHandler = this.#state.deferredDelete;
    if (!inHandler && metadata.getAlarm() === time) return;
    write(() => {
      metadata.setAlarm(time);
      this.#state = { dirty: true, deferredDelete: false };
    }, options);
  }

  /**
   * The scheduler wants to run the handler: compares its time with the record
   * (`actor-sqlite.c++:1001-1104`).
   */
  arm(scheduledTime: number, now: number): ArmedAlarm {
    this.#options.check();
    const recorded = this.#options.metadata.getAlarm();
    const { dirty } = this.#state;
    if (recorded === scheduledTime || (!dirty && recorded !== null && recorded < now)) {
      this.#state = { dirty, deferredDelete: true };
      return { run: true };
    }
    // Set in the open turn; its commit schedules it.
    if (dirty) return { run: true };
    return { run: false, actualTime: recorded };
  }

  /** The handler has succeeded: deletes its alarm, unless it has set another. */
  finish(): void {
    if (!this.#state.deferredDelete) return;
    this.#options.write(() => {
      this.#options.metadata.setAlarm(null);
      this.#state = { dirty: true, deferredDelete: false };
    });
  }

  /** The handler has failed: its alarm stays (`actor-sqlite.c++:1106`). */
  cancelDeferredDeletion(): void {
    this.#state = { ...this.#state, deferredDelete: false };
  }

  /** The scheduler has abandoned the alarm of this time. */
  abandon(scheduledTime: number): void {
    if (this.#options.metadata.getAlarm() === scheduledTime) this.set(null);
  }

  /** The commit that includes the changed record is done. */
  committed(): void {
    this.#state = { ...this.#state, dirty: false };
  }

  /**
   * `deleteAll()` has emptied the database.
   *
   * @param time the alarm that was recorded.
   * @param state the state then.
   * @param deleteAlarm compatibility flag `delete_all_deletes_alarm`.
   */
  databaseDeleted(time: number | null, state: AlarmState, deleteAlarm: boolean): void {
    if (deleteAlarm) {
      // Nothing is left for the end of a running handler to delete.
      this.#state = { dirty: time !== null, deferredDelete: false };
      return;
    }
    this.#state = state;
    if (time !== null) this.#options.metadata.setAlarm(time);
  }
}
