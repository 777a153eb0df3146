/** Reads and changes the database of a disk directly, without the disk's code. */

function promisify<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

async function withStore<T>(
  name: string,
  work: (store: IDBObjectStore) => IDBRequest<T> | Promise<T>,
): Promise<T> {
  const request = indexedDB.open(`tabd:${name}`);
  request.onupgradeneeded = () => request.result.createObjectStore("records");
  const database = await promisify(request);
  try {
    const transaction = database.transaction("records", "readwrite");
    const done = new Promise((resolve) => (transaction.oncomplete = resolve));
    const asked = work(transaction.objectStore("records"));
    const result = await (asked instanceof IDBRequest ? promisify(asked) : asked);
    await done;
    return result;
  } finally {
    database.close();
  }
}

/** All keys and values. */
async function allRecords(name: string): Promise<[IDBValidKey, unknown][]> {
  const [keys, values] = await withStore(name, (store) =>
    Promise.all([promisify(store.getAllKeys()), promisify<unknown[]>(store.getAll())]),
  );
  return keys.map((key, index) => [key, values[index]]);
}

/** The keys whose first part is `kind`. */
export async function rawKeys(name: string, kind: string): Promise<IDBValidKey[]> {
  const range = IDBKeyRange.bound([kind], [kind, []]);
  return withStore(name, (store) => store.getAllKeys(range));
}

export async function rawValue(name: string, key: IDBValidKey): Promise<unknown> {
  return withStore<unknown>(name, (store) => store.get(key));
}

export async function putRaw(name: string, key: IDBValidKey, value: unknown): Promise<void> {
  await withStore(name, (store) => store.put(value, key));
}

export async function deleteRaw(name: string, key: IDBValidKey): Promise<void> {
  await withStore(name, (store) => store.delete(key));
}

/** A record's value as text, for comparison. */
export function recordText(value: unknown): string {
  return value instanceof Uint8Array ? value.join() : JSON.stringify(value);
}

/** All records of the disk as text, for comparison. */
export async function snapshot(name: string): Promise<Map<string, string>> {
  const records = new Map<string, string>();
  for (const [key, value] of await allRecords(name)) {
    records.set(JSON.stringify(key), recordText(value));
  }
  return records;
}

/** Flips one bit of a binary record. */
export async function flipBit(name: string, key: IDBValidKey, bit: number): Promise<void> {
  const bytes = (await rawValue(name, key)) as Uint8Array;
  const at = bit >> 3;
  bytes[at] = (bytes[at] ?? 0) ^ (1 << (bit & 7));
  await putRaw(name, key, bytes);
}

/** Copies all records of a disk that is not open to a new disk. */
export async function copyDisk(from: string, to: string): Promise<void> {
  const records = await allRecords(from);
  await withStore(to, async (store) => {
    await Promise.all(records.map(([key, value]) => promisify(store.put(value, key))));
  });
}

/** Deletes the database of a disk; waits until all connections to it are closed. */
export async function deleteDisk(name: string): Promise<void> {
  await promisify(indexedDB.deleteDatabase(`tabd:${name}`));
}

export async function diskExists(name: string): Promise<boolean> {
  const databases = await indexedDB.databases();
  return databases.some((database) => database.name === `tabd:${name}`);
}
