import type { ByteReader } from "./byte-reader.ts";

export interface DeserializeOptions {
  /**
   * Returns the object for a number from the `external` of `serialize()`; throws for an unknown
   * number. Without this option, such values are refused.
   */
  external?: ((index: number) => unknown) | undefined;

  /** Makes `stack` of errors non-enumerable, as on errors that were not copied. */
  hiddenStacks?: boolean;
}

/** What the readers of single types need. */
export interface ValueSource {
  readonly bytes: ByteReader;

  /** The format's version. */
  readonly version: number;

  /** Reads any value. */
  read(): unknown;

  /** Reads a value that must be a string. */
  string(what: string): string;

  /** Reserves the next object number. References to it are valid after `resolve()`. */
  reserve(): number;

  /** Sets the object of a reserved number. */
  resolve<T extends object>(number: number, object: T): T;
}
