import type { ByteWriter } from "./byte-writer.ts";

/** Where the parts of a value are written to: what the writers of single types need. */
export interface ValueSink {
  readonly bytes: ByteWriter;

  /** Writes any value, with its tag. */
  write(value: unknown): void;

  /** Writes a string, with its tag. */
  string(value: string): void;

  /** Begins an object of a kind that V8 does not know. */
  hostObject(kind: number): void;
}
