// wa-sqlite has types for its API, not for the modules that make it.
declare module "wa-sqlite/dist/wa-sqlite-async.mjs" {
  export default function factory(options: { locateFile: () => string }): Promise<unknown>;
}

declare module "wa-sqlite/src/examples/IDBBatchAtomicVFS.js" {
  export class IDBBatchAtomicVFS {
    constructor(name: string, options: { durability: "default" | "strict" | "relaxed" });
    readonly name: string;
    close(): Promise<void>;
  }
}
