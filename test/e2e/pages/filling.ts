import { type Server, serve } from "tabd";

/** Fills its file with rows whose bytes follow from their numbers. */
const source = `
  import { DurableObject } from "cloudflare:workers";

  const ROW = 64_000;
  const bytesOf = (seed, row) => {
    const words = new Uint32Array(ROW / 4);
    let state = (seed * 7919 + row * 104729 + 1) >>> 0;
    for (let n = 0; n < words.length; n++) {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      words[n] = state;
    }
    return new Uint8Array(words.buffer);
  };

  export class Box extends DurableObject {
    constructor(ctx, env) {
      super(ctx, env);
      ctx.storage.sql.exec("CREATE TABLE IF NOT EXISTS rows (row INTEGER PRIMARY KEY, bytes BLOB)");
    }

    add(seed, from, to) {
      for (let row = from; row < to; row++) {
        this.ctx.storage.sql.exec("INSERT INTO rows VALUES (?, ?)", row, bytesOf(seed, row));
      }
    }

    /** The number of rows whose bytes are the written ones. */
    intact(seed) {
      let count = 0;
      for (const { row, bytes } of this.ctx.storage.sql.exec("SELECT row, bytes FROM rows")) {
        const expected = new Uint32Array(bytesOf(seed, row).buffer);
        const found = new Uint32Array(bytes);
        if (found.length === expected.length && found.every((word, n) => word === expected[n])) {
          count++;
        }
      }
      return count;
    }
  }
`;

interface Box {
  add(seed: number, from: number, to: number): Promise<void>;
  intact(seed: number): Promise<number>;
}

interface Env {
  readonly BOXES: { getByName(name: string): Box };
}

const ROW_BYTES = 64_000;
const ROWS_PER_CALL = 50;

/** A disk with much data. */
export class Filling {
  #server: Server<Env> | undefined;

  get server(): Server<Env> {
    if (!this.#server) throw new Error("The page has not called start().");
    return this.#server;
  }

  async start(): Promise<void> {
    this.#server = await serve<Env>(
      {
        modules: { "main.js": source },
        compatibilityDate: "2026-11-17",
        durableObjectNamespaces: [{ className: "Box", uniqueKey: "boxes", enableSql: true }],
        durableObjectStorage: { localDisk: "tabd-filling" },
        bindings: { BOXES: { durableObjectNamespace: "Box" } },
      },
      { isolate: true },
    );
  }

  /** Writes `megabytes` into the object of this number. */
  async fill(number: number, megabytes: number): Promise<void> {
    const box = this.#box(number);
    const rows = rowsOf(megabytes);
    for (let from = 0; from < rows; from += ROWS_PER_CALL) {
      await box.add(number, from, Math.min(rows, from + ROWS_PER_CALL));
    }
  }

  /** @throws {Error} unless the object has the bytes that were written. */
  async check(number: number, megabytes: number): Promise<void> {
    const intact = await this.#box(number).intact(number);
    const rows = rowsOf(megabytes);
    if (intact !== rows) throw new Error(`box ${number}: ${intact} of ${rows} rows are intact`);
  }

  /** Exports the disk. @returns the size of its files. @throws {Error} if a size is wrong. */
  async export(): Promise<number> {
    const { files } = await this.server.export();
    const listed = await this.server.inspect.files();
    for (const { path, size } of listed) {
      const length = files[path]?.length;
      if (length !== size) throw new Error(`${path} has ${size} bytes, ${length} were exported`);
    }
    return listed.reduce((sum, { size }) => sum + size, 0);
  }

  async verify(): Promise<boolean> {
    return (await this.server.verify()).ok;
  }

  #box(number: number): Box {
    return this.server.env.BOXES.getByName(`box ${number}`);
  }
}

function rowsOf(megabytes: number): number {
  return Math.ceil((megabytes * 1e6) / ROW_BYTES);
}

declare global {
  var filling: Filling;
}

globalThis.filling = new Filling();
