import { serve, type Server } from "tabd";
import attacker from "./attacker.js?raw";

/** The results of the attempts of `attacker.js`, by name, and the state of their targets. */
export interface Attack {
  readonly outcomes: Readonly<Record<string, string>>;
  /** A value in the database of another disk. */
  readonly victim: unknown;
  /** The text of a file in a cache of the page. */
  readonly cached: string | undefined;
  readonly lockHeld: boolean;
  /** What a channel of the page has received. */
  readonly heard: readonly unknown[];
  /** Whether the attacker's own disk is still in order. */
  readonly ownDisk: boolean;
  readonly serviceWorkers: number;
}

interface Env {
  readonly ATTACKERS: { getByName(name: string): AttackerStub };
}

interface AttackerStub {
  attack(kind: "isolated" | "direct"): Promise<Record<string, string>>;
}

/** Serves `attacker.js`, isolated or not, beside things of the page that it tries to reach. */
export async function attack(kind: "isolated" | "direct"): Promise<Attack> {
  const heard: unknown[] = [];
  new BroadcastChannel("page").addEventListener("message", ({ data }) => heard.push(data));
  const lock = { held: true };
  void navigator.locks
    .request("tabd:disk:victim", () => new Promise(() => {}))
    .catch(() => {
      lock.held = false;
    });
  await putVictim();
  const file = new URL("./stolen-if-changed.js", location.href).href;
  const cache = await caches.open("page");
  await cache.put(file, new Response("the page's own"));
  const server: Server<Env> = await serve<Env>(
    {
      modules: { "attacker.js": attacker.replace("SITE", new URL("./", location.href).href) },
      compatibilityDate: "2026-11-17",
      durableObjectNamespaces: [{ className: "Attacker", uniqueKey: "attackers" }],
      durableObjectStorage: { localDisk: `attacker ${kind}` },
      bindings: { ATTACKERS: { durableObjectNamespace: "Attacker" } },
    },
    { isolate: kind === "isolated" },
  );
  const outcomes = await server.env.ATTACKERS.getByName("a").attack(kind);
  const { ok } = await server.verify();
  await server.close();
  const cached = await (await caches.open("page")).match(file);
  const registrations = (await navigator.serviceWorker?.getRegistrations()) ?? [];
  return {
    outcomes: { ...outcomes },
    victim: await readVictim(),
    cached: await cached?.text(),
    lockHeld: lock.held,
    heard,
    ownDisk: ok,
    serviceWorkers: registrations.length,
  };
}

function openVictim(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open("tabd:victim");
    request.onupgradeneeded = () => request.result.createObjectStore("records");
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error("not opened"));
  });
}

async function putVictim(): Promise<void> {
  const database = await openVictim();
  database.transaction("records", "readwrite").objectStore("records").put("kept", "key");
  database.close();
}

async function readVictim(): Promise<unknown> {
  const database = await openVictim();
  const request = database.transaction("records").objectStore("records").get("key");
  await new Promise((resolve) => {
    request.onsuccess = resolve;
    request.onerror = resolve;
  });
  database.close();
  return request.result as unknown;
}
