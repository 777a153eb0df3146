import { PageFile } from "../storage/sqlite/page-file.ts";
import type { Actor } from "./actor.ts";
import { ActorStorage } from "./actor-storage.ts";
import type { NamespaceAlarms } from "./alarms/namespace-alarms.ts";
import { FacetAlarmError } from "./commit-errors.ts";
import { reportDamage } from "./damage-report.ts";
import { databasePath } from "./file-path.ts";
import type { NamespaceStorage } from "./namespace-storage.ts";

/**
 * Opens the database of an object or a facet, and mirrors an object's alarm in the scheduler.
 *
 * @throws {DiskError} when the file is damaged, which is reported, or the disk refuses.
 */
export async function openActorStorage(
  actor: Actor,
  { disk, committer, sqlite }: NamespaceStorage,
  alarms: NamespaceAlarms,
): Promise<ActorStorage> {
  const { namespace, outputGate, facetStart } = actor;
  const { hex, name } = actor.id;
  const path = databasePath(`${namespace.key}/${hex}`, actor.place.number);
  const image = await disk.open(path).catch((error: unknown) => {
    reportDamage(error, disk, path, namespace);
    throw error;
  });
  return new ActorStorage({
    database: sqlite.open(new PageFile(path, image)),
    committer,
    outputGate,
    loop: namespace.loop,
    deleteAllDeletesAlarm: namespace.deleteAllDeletesAlarm,
    checkScheduler: (time) => {
      if (facetStart === undefined) alarms.check();
      else if (time !== null) throw new FacetAlarmError();
    },
    alarmCommitted: (time) => {
      if (facetStart !== undefined) return;
      if (time === null) alarms.scheduler?.deleteAlarm(hex);
      else alarms.scheduler?.setAlarm(hex, name, time);
    },
    broken: (error) => actor.break(error, { kind: "output-gate" }),
    closed: () => disk.release(path),
  });
}
