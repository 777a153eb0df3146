import type { Durability } from "./bare-put.ts";
import { type Contender, latency, throughput } from "./contender.ts";
import { smallValue } from "./filler.ts";
import { AlarmTable } from "../../../src/storage/tables/alarm-table.ts";
import { KvTable } from "../../../src/storage/tables/kv-table.ts";
import { MetadataTable } from "../../../src/storage/tables/metadata-table.ts";
import { TabdStorage } from "./tabd-storage.ts";

/** One small value into a file of a size. */
export async function tabdPut(
  megabytes: number,
  durability: Durability,
  times: number,
): Promise<Contender> {
  const storage = await TabdStorage.open(`tabd-${megabytes}-${durability}`, durability);
  const database = await storage.database("key/actor.sqlite");
  const kv = await storage.fill(database, megabytes);
  let n = 0;
  const commit = (): Promise<void> => {
    kv.put("small", smallValue(++n));
    return storage.committer.committed(database.file);
  };
  return {
    name: `tabd, ${durability}`,
    round: () => latency(commit, times),
    close: () => storage.close(),
  };
}

/** An actor's value and alarm, and the alarm's row in the namespace's file: one commit. */
export async function tabdTwoFiles(durability: Durability, times: number): Promise<Contender> {
  const storage = await TabdStorage.open(`tabd-two-${durability}`, durability);
  const actor = await storage.database("key/actor.sqlite");
  const metadata = await storage.database("key/metadata.sqlite");
  const kv = new KvTable(actor);
  const record = new MetadataTable(actor);
  const alarms = new AlarmTable(metadata);
  let n = 0;
  const commit = async (): Promise<void> => {
    const time = Date.now() + 86_400_000 + ++n;
    actor.exec("BEGIN");
    kv.put("small", smallValue(n));
    record.setAlarm(time);
    actor.exec("COMMIT");
    alarms.upsert("a".repeat(64), undefined, time);
    await Promise.all([
      storage.committer.committed(actor.file),
      storage.committer.committed(metadata.file),
    ]);
  };
  return {
    name: `tabd: value, alarm and its row, ${durability}`,
    round: () => latency(commit, times),
    close: () => storage.close(),
  };
}

/** Many actors, each waiting for its own commits. */
export async function tabdActors(
  actors: number,
  durability: Durability,
  ms: number,
): Promise<Contender> {
  const storage = await TabdStorage.open(`tabd-many-${durability}`, durability);
  const files = await Promise.all(
    Array.from({ length: actors }, async (_, actor) => {
      const database = await storage.database(`key/${actor}.sqlite`);
      return { database, kv: new KvTable(database) };
    }),
  );
  let n = 0;
  const commit = async (worker: number): Promise<void> => {
    const file = files[worker];
    if (file === undefined) throw new Error(`there is no actor ${worker}`);
    file.kv.put("small", smallValue(++n));
    await storage.committer.committed(file.database.file);
  };
  // Opens all files and creates their tables, which is not measured.
  await Promise.all(files.map((_, actor) => commit(actor)));
  return {
    name: `tabd, a file each, ${durability}`,
    round: () => throughput(commit, actors, ms),
    close: () => storage.close(),
  };
}
