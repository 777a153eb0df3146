import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";

import { encodeUtf8, throughUtf8, utf8Length } from "./utf8.ts";

/** Of the platform: a worker's code gets it only in its handlers. */
const getRandomValues = crypto.getRandomValues.bind(crypto);

/** An object does not learn a name of its own that is longer, in bytes (server.c++:446). */
const MAX_NAME_BYTES = 1024;

/** Bytes of an id's first half, which says which object, and of its second, which proves it. */
const HALF = 16;

/** What a Durable Object is known by: 32 bytes, and the name that they were made of, if any. */
export class ActorId {
  /** 64 hexadecimal digits, in lower case. */
  readonly hex: string;

  /** The name given to `idFromName()`; undefined for every other id. */
  readonly name: string | undefined;

  constructor(hex: string, name?: string) {
    this.hex = hex;
    this.name = name;
  }

  /** Whether both ids are of one object; names do not matter. */
  equals(other: ActorId): boolean {
    return this.hex === other.hex;
  }

  /**
   * The id as the object itself sees it in `ctx.id`, and as it is kept with an alarm: a name of
   * more than 1,024 bytes is dropped (server.c++:446).
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
 * Makes the ids of one namespace, as workerd does (actor-id-impl.c++): the first half is random
 * or made of a name, the second is computed from the first and the namespace's `uniqueKey`, so
 * that an id of another namespace is recognised.
 */
export class ActorIdFactory {
  readonly uniqueKey: string;
  /** HMAC-SHA256 with the key of the namespace, ready to be cloned. */
  readonly #mac: ReturnType<typeof hmac.create>;

  constructor(uniqueKey: string) {
    this.uniqueKey = uniqueKey;
    this.#mac = hmac.create(sha256, sha256(encodeUtf8(uniqueKey)));
  }

  /** The id of a name: always the same. Any string will do, the empty one too. */
  idFromName(name: string): ActorId {
    return this.#make(this.#sign(encodeUtf8(name)), throughUtf8(name));
  }

  /**
   * An id that no other object has.
   *
   * @throws {Error} where a jurisdiction is asked for (actor-id-impl.c++:51).
   */
  newUniqueId(jurisdiction?: string | null): ActorId {
    refuseJurisdiction(jurisdiction);
    return this.#make(getRandomValues(new Uint8Array(HALF)));
  }

  /**
   * The id of 64 hexadecimal digits in upper or lower case. It has no name, unless the caller
   * knows it (an alarm's row does) and gives it.
   *
   * @throws {TypeError} when it is no id at all, or one of another namespace.
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
   * The factory of the namespace's part in a jurisdiction; without one it is this factory.
   *
   * @throws {Error} where a jurisdiction is asked for (actor-id-impl.c++:119).
   */
  withJurisdiction(jurisdiction?: string | null): ActorIdFactory {
    refuseJurisdiction(jurisdiction);
    return this;
  }

  #make(half: Uint8Array, name?: string): ActorId {
    return new ActorId(toHex(half) + toHex(this.#sign(half)), name);
  }

  #sign(bytes: Uint8Array): Uint8Array {
    return this.#mac.clone().update(bytes).digest().subarray(0, HALF);
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
