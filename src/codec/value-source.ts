import type { ByteReader } from "./byte-reader.ts";

/** Where the parts of a value are read from: what the readers of single types need. */
export interface ValueSource {
  readonly bytes: ByteReader;

  /** The format's version. */
  readonly version: number;

  /** Reads any value. */
  read(): unknown;

  /** Reads a value that must be a string. */
  string(what: string): string;

  /** Takes the next object's number. References to it are good once it is known. */
  reserve(): number;

  /** Says which object has a number. */
  resolve<T extends object>(number: number, object: T): T;
}
