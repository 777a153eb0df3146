import {
  type EventOf,
  type HostEvent,
  serve,
  type ServeOptions,
  type Server,
  type WorkerConfig,
} from "tabd";
import { onTestFinished, vi } from "vitest";

import type { Thing } from "./thing.ts";
import thing from "./thing.ts?raw";

// The development server sends each module separately, which is slow on a busy machine.
export const PATIENCE = 90_000;
vi.setConfig({ testTimeout: PATIENCE });

/** The code that most tests serve. */
export const modules = { "thing.ts": thing };

/** The same code, bundled. */
export const bundled = (): Worker =>
  new Worker(new URL("./bundled-host.ts", import.meta.url), { type: "module" });

/** A stub of a {@link Thing}. */
export type ThingStub = {
  readonly [Method in Exclude<keyof Thing, "alarm" | "toString">]: Thing[Method];
};

let disks = 0;

/** A unique disk name. */
export function newDisk(): string {
  return `test ${crypto.randomUUID().slice(0, 8)} ${++disks}`;
}

/** A configuration with `Thing` objects on a disk, bound to `THINGS`. */
export function thingsOn(disk: string, change: Partial<WorkerConfig> = {}): WorkerConfig {
  return {
    modules,
    compatibilityDate: "2026-11-17",
    durableObjectNamespaces: [{ className: "Thing", uniqueKey: "things" }],
    durableObjectStorage: { localDisk: disk },
    bindings: { THINGS: { durableObjectNamespace: "Thing" } },
    ...change,
  };
}

/** Starts a server, which is killed when the test ends. */
export async function start(config: WorkerConfig, options?: ServeOptions): Promise<Server> {
  const server = await serve(config, options);
  onTestFinished(() => server.kill());
  return server;
}

export function thingOf(server: Server, name: string, binding = "THINGS"): ThingStub {
  return server.env[binding].getByName(name) as ThingStub;
}

/** Resolves with the first event of a type since the server started. */
export function seen<Type extends HostEvent["type"]>(
  server: Server,
  type: Type,
): Promise<EventOf<Type>> {
  return new Promise((resolve) => {
    const past = server.events.past.find((event) => event.type === type);
    if (past !== undefined) resolve(past as EventOf<Type>);
    const stop = server.events.on(type, (event) => {
      stop();
      resolve(event as EventOf<Type>);
    });
  });
}

/** The reason with which a promise rejects. */
export async function rejection(promise: Promise<unknown>): Promise<Error> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof Error)) throw new Error("the promise was fulfilled");
  return error;
}
