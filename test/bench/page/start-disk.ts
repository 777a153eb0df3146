import { promisifyRequest } from "idb-keyval";
import { ActorIdFactory } from "../../../src/codec/actor-id.ts";
import { AlarmTable } from "../../../src/storage/tables/alarm-table.ts";
import { DATABASE_PREFIX, pathRange, STORE } from "../../../src/storage/indexed-db/disk-format.ts";
import { KvTable } from "../../../src/storage/tables/kv-table.ts";
import { MetadataTable } from "../../../src/storage/tables/metadata-table.ts";
import { smallValue } from "./filler.ts";
import { TabdStorage } from "./tabd-storage.ts";

const BATCH = 500;

/** The contents of a disk. */
export interface StartDisk {
  readonly disk: string;
  /** How many actors of one namespace there are, each with a value in its file. */
  readonly actors: number;
  /** How many of them have an alarm. */
  readonly alarms: number;
  /** When the first alarm is due, in ms from now; each further one is due 1 ms later. */
  readonly due: number;
}

/** Fills a disk and waits until it is idle. */
export async function fillStartDisk({ disk, actors, alarms, due }: StartDisk): Promise<void> {
  const storage = await TabdStorage.open(disk, "relaxed", 256);
  const ids = new ActorIdFactory("sleepers");
  const metadata = await storage.database("sleepers/metadata.sqlite");
  const table = new AlarmTable(metadata);
  const begin = Date.now() + due;
  for (let first = 0; first < actors; first += BATCH) {
    const batch = Array.from({ length: Math.min(BATCH, actors - first) }, (_, n) => first + n);
    const paths = await Promise.all(
      batch.map(async (n) => {
        const { hex, name } = ids.idFromName(`sleeper ${n}`);
        const path = `sleepers/${hex}.sqlite`;
        const database = await storage.database(path);
        database.exec("BEGIN");
        new KvTable(database).put("small", smallValue(n));
        if (n < alarms) new MetadataTable(database).setAlarm(begin + n);
        database.exec("COMMIT");
        if (n < alarms) table.upsert(hex, name, begin + n);
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
