import type { DiskFiles, Server, WorkerConfig } from "tabd";

import type { Keeper } from "./keeper.ts";
import keeper from "./keeper.ts?raw";

/** A stub of a {@link Keeper}. */
export type KeeperStub = {
  readonly [
    Method in Exclude<keyof Keeper, "alarm" | "fetch" | "webSocketMessage">
  ]: Keeper[Method];
} & { fetch(input: string, init?: RequestInit): Promise<Response> };

/** A configuration with `Keeper` objects on a disk, bound to `KEEPERS`. */
export function keepersOn(disk: string, change: Partial<WorkerConfig> = {}): WorkerConfig {
  return {
    modules: { "keeper.ts": keeper },
    compatibilityDate: "2026-11-17",
    durableObjectNamespaces: [
      { className: "Keeper", uniqueKey: "keepers", enableSql: true },
      { className: "Fragile", uniqueKey: "fragile" },
      { className: "Fleeting", ephemeralLocal: true },
    ],
    durableObjectStorage: { localDisk: disk },
    bindings: {
      KEEPERS: { durableObjectNamespace: "Keeper" },
      FRAGILE: { durableObjectNamespace: "Fragile" },
      FLEETING: { durableObjectNamespace: "Fleeting" },
    },
    ...change,
  };
}

export function keeperOf(server: Server, name: string, binding = "KEEPERS"): KeeperStub {
  return server.env[binding].getByName(name) as KeeperStub;
}

export function idOf(server: Server, name: string, binding = "KEEPERS"): string {
  return String(server.env[binding].idFromName(name));
}

/** SHA-256 of every file: comparing the bytes takes seconds. */
export async function fingerprints(files: DiskFiles): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const [path, bytes] of Object.entries(files)) {
    const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes as BufferSource));
    found[path] = Array.from(hash, (byte) => byte.toString(16).padStart(2, "0")).join("");
  }
  return found;
}

/** The fingerprints of a server's current export. */
export async function exported(server: Server): Promise<Record<string, string>> {
  return fingerprints((await server.export()).files);
}
