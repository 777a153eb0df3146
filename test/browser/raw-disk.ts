/** Looks at and tampers with the records of a disk, behind the disk's back. */

function promisify<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

async function withStore<T>(
  name: string,
  work: (store: IDBObjectStore) => IDBRequest<T>,
): Promise<T> {
  const database = await promisify(indexedDB.open(`tabd:${name}`));
  try {
    const transaction = database.transaction("records", "readwrite");
    const result = await promisify(work(transaction.objectStore("records")));
    await new Promise((resolve) => (transaction.oncomplete = resolve));
    return result;
  } finally {
    database.close();
  }
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

/** Every record of the disk, as text that can be compared. */
export async function snapshot(name: string): Promise<Map<string, string>> {
  const keys = await withStore(name, (store) => store.getAllKeys());
  const records = new Map<string, string>();
  for (const key of keys) {
    const value = await rawValue(name, key);
    const text = value instanceof Uint8Array ? value.join() : JSON.stringify(value);
    records.set(JSON.stringify(key), text);
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
