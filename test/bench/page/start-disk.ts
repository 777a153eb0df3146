import { promisifyRequest } from "idb-keyval";
import { ActorIdFactory } from "../../../src/actor/actor-id.ts";
import { AlarmTable } from "../../../src/storage/alarm-table.ts";
import { DATABASE_PREFIX, pathRange, STORE } from "../../../src/storage/disk-format.ts";
import { KvTable } from "../../../src/storage/kv-table.ts";
import { MetadataTable } from "../../../src/storage/metadata-table.ts";
import { smallValue } from "./filler.ts";
import { TabdStorage } from "./tabd-storage.ts";

const DAY = 86_400_000;
const BATCH = 500;

/** Puts `actors` of one namespace on a disk, each with a value and with an alarm that is far. */
export async function fillStartDisk(disk: string, actors: number): Promise<void> {
  const storage = await TabdStorage.open(disk, "relaxed", 256);
  const ids = new ActorIdFactory("sleepers");
  const metadata = await storage.database("sleepers/metadata.sqlite");
  const alarms = new AlarmTable(metadata);
  for (let first = 0; first < actors; first += BATCH) {
    const batch = Array.from({ length: Math.min(BATCH, actors - first) }, (_, n) => first + n);
    const paths = await Promise.all(
      batch.map(async (n) => {
        const { hex, name } = ids.idFromName(`sleeper ${n}`);
        const path = `sleepers/${hex}.sqlite`;
        const database = await storage.database(path);
        const time = Date.now() + DAY + n;
        database.exec("BEGIN");
        new KvTable(database).put("small", smallValue(n));
        new MetadataTable(database).setAlarm(time);
        database.exec("COMMIT");
        alarms.upsert(hex, name, time);
        database.close();
        void storage.committer.committed(database.file);
        return path;
      }),
    );
    await storage.committer.committed(metadata.file);
    await storage.committer.idle();
    for (const path of paths) storage.disk.release(path);
  }
  await untilFolded(disk);
  await storage.close();
}

/** A disk that is quiet folds its log into the files, unless that is short. */
async function untilFolded(disk: string): Promise<void> {
  const database = await promisifyRequest(indexedDB.open(`${DATABASE_PREFIX}${disk}`));
  const folded = (): Promise<number> =>
    promisifyRequest(database.transaction(STORE).objectStore(STORE).count(pathRange("name")));
  let last = -1;
  for (let now = await folded(); now !== last; now = await folded()) {
    last = now;
    await new Promise((resolve) => setTimeout(resolve, 3000));
  }
  database.close();
}
