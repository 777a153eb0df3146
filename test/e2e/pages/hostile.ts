import type { SqlJsStatic } from "sql.js";
import initSqlJs from "sql.js/dist/sql-wasm-browser.js";
import wasm from "sql.js/dist/sql-wasm-browser.wasm?url";
import { type Server, serve, type WorkerConfig } from "tabd";
import { unpackedElsewhere } from "../../../demo/share/zip.ts";
import { openIndexedDbDisk } from "../../../src/storage/indexed-db/indexed-db-disk.ts";
import { hostileDatabases, METADATA } from "../../hostile/databases.ts";
import { endlessDatabase } from "../../hostile/endless-database.ts";
import { hostileZips } from "../../hostile/zips.ts";

const source = `
  import { DurableObject } from "cloudflare:workers";

  export class Room extends DurableObject {
    put(value) {
      return this.ctx.storage.put("key", value);
    }

    get() {
      return this.ctx.storage.get("key");
    }
  }
`;

interface Env {
  readonly ROOMS: {
    getByName(name: string): { put(value: string): Promise<void>; get(): Promise<string> };
  };
}

const configOn = (localDisk: string): WorkerConfig => ({
  modules: { "main.js": source },
  compatibilityDate: "2026-11-17",
  durableObjectNamespaces: [{ className: "Room", uniqueKey: "rooms" }],
  durableObjectStorage: { localDisk },
  bindings: { ROOMS: { durableObjectNamespace: "Room" } },
});

/** Gives a server hostile files and zips. */
export class Hostile {
  /** The number of attacks that were refused. */
  refused = 0;
  readonly problems: string[] = [];
  finished = false;

  /** Begins without waiting: some drivers handle one call at a time. */
  begin(): void {
    void this.#run()
      .catch((error: unknown) => this.problems.push(String(error)))
      .finally(() => {
        this.finished = true;
      });
  }

  async #run(): Promise<void> {
    for (const [what, zip, message] of hostileZips) {
      const options = { signal: new AbortController().signal, progress: () => undefined };
      const error = await failure(unpackedElsewhere(new Blob([zip]), options));
      this.#check(what, error, (text) => text.includes(message));
    }
    const server: Server<Env> = await serve<Env>(configOn("tabd-hostile"));
    await server.env.ROOMS.getByName("b").put("kept");
    const SQL = (await initSqlJs({
      locateFile: () => wasm,
      useOldExtensionFunctions: false,
    })) as SqlJsStatic;
    for (const [what, path, bytes, message] of hostileDatabases(SQL)) {
      const error = await failure(server.import({ [path]: bytes }, { overwrite: true }));
      this.#check(what, error, (text) => message.test(text));
    }
    const endless = await failure(
      server.import({ [METADATA]: endlessDatabase() }, { overwrite: true }),
    );
    this.#check("an endless database", endless, (text) => text.includes("did not finish"));
    await this.#checkIntact(server);
    await server.close();
    await this.#serveEndless();
  }

  #check(what: string, error: string | undefined, isExpected: (text: string) => boolean): void {
    if (error !== undefined && isExpected(error)) this.refused++;
    else this.problems.push(`${what}: ${error ?? "it was accepted"}`);
  }

  async #checkIntact(server: Server<Env>): Promise<void> {
    if ((await server.env.ROOMS.getByName("b").get()) !== "kept") {
      this.problems.push("a value was lost");
    }
    if (!(await server.verify()).ok) this.problems.push("verify() found problems");
  }

  /** A file that an older tabd has imported does not keep the server from starting. */
  async #serveEndless(): Promise<void> {
    const disk = await openIndexedDbDisk("tabd-endless");
    await disk.replace(new Map([[METADATA, endlessDatabase()]]));
    await disk.close();
    const server = await serve<Env>(configOn("tabd-endless"));
    if (!server.events.past.some(({ type }) => type === "file-damaged")) {
      this.problems.push("the endless database is not reported");
    }
    await server.wipe();
    await server.env.ROOMS.getByName("b").put("kept");
    await this.#checkIntact(server);
    await server.close();
  }
}

async function failure(promise: Promise<unknown>): Promise<string | undefined> {
  return promise.then(
    () => undefined,
    (error: Error) => error.message,
  );
}

declare global {
  var hostile: Hostile;
}

globalThis.hostile = new Hostile();
