import type { ByteReader } from "./byte-reader.ts";

export interface DeserializeOptions {
  /**
   * Gives back what `serialize()` was told by its `external` to write as a number. It throws when
   * it knows no such number. Without it, such a value is refused.
   */
  external?: ((index: number) => unknown) | undefined;

  /** The stacks of errors are not listed among their properties, as where nothing was copied. */
  hiddenStacks?: boolean;
}

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
