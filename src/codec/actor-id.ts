import { hmacSha256, sha256 } from "./sha256.ts";
import { encodeUtf8, throughUtf8, utf8Length } from "./utf8.ts";

// Captured at load: the host refuses it to user code outside of handlers.
const getRandomValues = crypto.getRandomValues.bind(crypto);

/** Longer names are dropped from `ctx.id`, in bytes (server.c++:446). */
const MAX_NAME_BYTES = 1024;

/** Bytes of an id's first half, which identifies the object, and of its second, which is a MAC. */
const HALF = 16;

/** A Durable Object's id: 32 bytes, and the name that it was made from, if any. */
export class ActorId {
  /** 64 lower-case hexadecimal digits. */
  readonly hex: string;

  /** The name given to `idFromName()`; undefined for every other id. */
  readonly name: string | undefined;

  constructor(hex: string, name?: string) {
    this.hex = hex;
    this.name = name;
  }

  /** Compares the bytes only; names do not matter. */
  equals(other: ActorId): boolean {
    return this.hex === other.hex;
  }

  /**
   * The id as `ctx.id` and alarms have it: without a name of more than 1,024 bytes
   * (server.c++:446).
   */
  forActor(): ActorId {
    if (this.name === undefined || utf8Length(this.name) <= MAX_NAME_BYTES) return this;
    return new ActorId(this.hex);
  }

  toString(): string {
    return this.hex;
  }
}

/**
 * Makes the ids of one namespace, as workerd does (actor-id-impl.c++). The first half is random or
 * made from a name. The second is a MAC of the first with the namespace's `uniqueKey`, so that ids
 * of other namespaces are recognised.
 */
export class ActorIdFactory {
  readonly uniqueKey: string;
  readonly #mac: (message: Uint8Array) => Uint8Array;

  constructor(uniqueKey: string) {
    this.uniqueKey = uniqueKey;
    this.#mac = hmacSha256(sha256(encodeUtf8(uniqueKey)));
  }

  /** The id for a name; deterministic. Any string is allowed, even an empty one. */
  idFromName(name: string): ActorId {
    return this.#make(this.#sign(encodeUtf8(name)), throughUtf8(name));
  }

  /**
   * A random id.
   *
   * @throws {Error} if a jurisdiction is given (actor-id-impl.c++:51)
   */
  newUniqueId(jurisdiction?: string | null): ActorId {
    refuseJurisdiction(jurisdiction);
    return this.#make(getRandomValues(new Uint8Array(HALF)));
  }

  /**
   * The id for 64 hexadecimal digits, upper or lower case. It has no name unless the caller gives it,
   * as an alarm's row does.
   *
   * @throws {TypeError} if it is not an id, or the id of another namespace
   */
  idFromString(hex: string, name?: string): ActorId {
    if (!/^[0-9a-f]{64}$/i.test(hex)) {
      throw new TypeError("Invalid Durable Object ID: must be 64 hex digits");
    }
    const canonical = hex.toLowerCase();
    const half = Uint8Array.from({ length: HALF }, (_, i) =>
      Number.parseInt(canonical.slice(2 * i, 2 * i + 2), 16),
    );
    if (canonical.slice(2 * HALF) !== toHex(this.#sign(half))) {
      throw new TypeError("Durable Object ID is not valid for this namespace.");
    }
    return new ActorId(canonical, name);
  }

  /**
   * The factory for a jurisdiction; without one, this factory.
   *
   * @throws {Error} if a jurisdiction is given (actor-id-impl.c++:119)
   */
  withJurisdiction(jurisdiction?: string | null): ActorIdFactory {
    refuseJurisdiction(jurisdiction);
    return this;
  }

  #make(half: Uint8Array, name?: string): ActorId {
    return new ActorId(toHex(half) + toHex(this.#sign(half)), name);
  }

  #sign(bytes: Uint8Array): Uint8Array {
    return this.#mac(bytes).subarray(0, HALF);
  }
}

function refuseJurisdiction(jurisdiction: string | null | undefined): void {
  if (jurisdiction === undefined || jurisdiction === null) return;
  throw new Error("Jurisdiction restrictions are not implemented in workerd.");
}

function toHex(bytes: Uint8Array): string {
  let hex = "";
  for (const byte of bytes) hex += byte.toString(16).padStart(2, "0");
  return hex;
}
