import type { ByteWriter } from "./byte-writer.ts";

/** What the writers of single types need. */
export interface ValueSink {
  readonly bytes: ByteWriter;

  /** Writes any value and its tag. */
  write(value: unknown): void;

  /** Writes a string and its tag. */
  string(value: string): void;

  /** Begins a host object. */
  hostObject(kind: number): void;
}
