import { ActorIdFactory } from "../../../src/actor/actor-id.ts";
import { AlarmTable } from "../../../src/storage/alarm-table.ts";
import { KvTable } from "../../../src/storage/kv-table.ts";
import { MetadataTable } from "../../../src/storage/metadata-table.ts";
import { smallValue } from "./filler.ts";
import { TabdStorage } from "./tabd-storage.ts";

const DAY = 86_400_000;
const BATCH = 500;

/** Puts `actors` of one namespace on a disk, each with a value and with an alarm that is far. */
export async function fillStartDisk(disk: string, actors: number): Promise<void> {
  const storage = await TabdStorage.open(disk, "relaxed");
  const ids = new ActorIdFactory("sleepers");
  const metadata = await storage.database("sleepers/metadata.sqlite");
  const alarms = new AlarmTable(metadata);
  for (let n = 0; n < actors;) {
    const commits: Promise<void>[] = [];
    const paths: string[] = [];
    for (const end = Math.min(n + BATCH, actors); n < end; n++) {
      const { hex, name } = ids.idFromName(`sleeper ${n}`);
      const path = `sleepers/${hex}.sqlite`;
      const database = await storage.database(path);
      const time = Date.now() + DAY + n;
      database.exec("BEGIN");
      new KvTable(database).put("small", smallValue(n));
      new MetadataTable(database).setAlarm(time);
      database.exec("COMMIT");
      alarms.upsert(hex, name, time);
      commits.push(storage.committer.committed(database.file));
      database.close();
      paths.push(path);
    }
    commits.push(storage.committer.committed(metadata.file));
    await Promise.all(commits);
    for (const path of paths) storage.disk.release(path);
  }
  await storage.close();
}
