import { promisifyRequest, type UseStore } from "idb-keyval";
import { type Contender, latency, throughput } from "./contender.ts";

export type Durability = "relaxed" | "strict";

/** An idb-keyval store with a given durability. */
export async function openStore(
  name: string,
  durability: Durability,
): Promise<{ use: UseStore; close: () => void }> {
  const request = indexedDB.open(name);
  request.addEventListener("upgradeneeded", () => request.result.createObjectStore("keyval"));
  const database = await promisifyRequest(request);
  return {
    use: async (mode, callback) =>
      callback(database.transaction("keyval", mode, { durability }).objectStore("keyval")),
    close: () => database.close(),
  };
}

/** A put of 4 KiB in its own IndexedDB transaction: the lower bound for storage on IndexedDB. */
export function put(use: UseStore, key: string, n: number): Promise<void> {
  const value = new Uint8Array(4096).fill(n);
  return use("readwrite", (store) => {
    store.put(value, key);
    return promisifyRequest(store.transaction);
  });
}

export async function barePut(durability: Durability, times: number): Promise<Contender> {
  const { use, close } = await openStore(`bare-${durability}`, durability);
  let n = 0;
  return {
    name: `IndexedDB alone: one put of 4 KiB, ${durability}`,
    round: () => latency(() => put(use, "page", ++n), times),
    close: async () => close(),
  };
}

/** Puts of `actors` at once, each in its own transaction. */
export async function barePuts(actors: number, ms: number): Promise<Contender> {
  const { use, close } = await openStore("bare-relaxed", "relaxed");
  let n = 0;
  return {
    name: "IndexedDB alone: a transaction for each, relaxed",
    round: () => throughput((worker) => put(use, `page ${worker}`, ++n), actors, ms),
    close: async () => close(),
  };
}
