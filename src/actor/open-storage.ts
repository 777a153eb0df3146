import type { Clock } from "../clock/clock.ts";
import type { HostEvent } from "../protocol/events.ts";
import { PageFile } from "../storage/sqlite/page-file.ts";
import type { Actor } from "./actor.ts";
import { ActorStorage } from "./actor-storage.ts";
import { FacetAlarmError } from "./commit-errors.ts";
import { reportDamage } from "./damage-report.ts";
import type { EventLoop } from "./event-loop.ts";
import { databasePath } from "./file-path.ts";
import type { NamespaceAlarms } from "./alarms/namespace-alarms.ts";
import type { NamespaceStorage } from "./namespace-storage.ts";

interface OpenStorageOptions {
  readonly storage: NamespaceStorage;
  /** The namespace's directory: its `uniqueKey`. */
  readonly directory: string;
  readonly clock: Clock;
  readonly loop: EventLoop;
  readonly report: (event: HostEvent) => void;
  /** Compatibility flag `delete_all_deletes_alarm`. */
  readonly deleteAllDeletesAlarm: boolean;
  readonly alarms: NamespaceAlarms;
}

/**
 * Opens the database of an object or a facet, whose alarm goes to the namespace's scheduler.
 *
 * @throws {DiskError} when the file is damaged, of which is told, or the disk refuses.
 */
export async function openActorStorage(
  actor: Actor,
  options: OpenStorageOptions,
): Promise<ActorStorage> {
  const { storage, directory, clock, loop, report, deleteAllDeletesAlarm, alarms } = options;
  const path = databasePath(`${directory}/${actor.id.hex}`, actor.facetNumber);
  const image = await storage.disk.open(path).catch((error: unknown) => {
    const place = { disk: storage.disk.name, path, time: clock.now() };
    reportDamage(error, place, report);
    throw error;
  });
  const { hex, name } = actor.id;
  return new ActorStorage({
    database: storage.sqlite.open(new PageFile(path, image)),
    committer: storage.committer,
    outputGate: actor.outputGate,
    loop,
    deleteAllDeletesAlarm,
    checkScheduler: (time) => {
      if (actor.facet === undefined) alarms.check();
      else if (time !== null) throw new FacetAlarmError();
    },
    alarmCommitted: (time) => {
      if (actor.facet !== undefined) return;
      if (time === null) alarms.scheduler?.deleteAlarm(hex);
      else alarms.scheduler?.setAlarm(hex, name, time);
    },
    broken: (error) => actor.break(error, { kind: "output-gate" }),
    closed: () => storage.disk.release(path),
  });
}
