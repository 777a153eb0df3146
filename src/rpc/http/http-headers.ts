import { isObject, toText, wrongType } from "../arguments.ts";
import { nameClass } from "../class-name.ts";

const PlatformHeaders = globalThis.Headers;

/** Received headers are immutable (`api/headers.h`, `Guard::IMMUTABLE`). */
const immutable = new WeakSet<Headers>();

const TYPES = "'Headers or Sequence or object'";
const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;

/** `Headers` as on Workers (`api/headers.c++`): with `getAll()`, guards and workerd's messages. */
export class WorkerHeaders extends PlatformHeaders {
  static {
    nameClass(this, "Headers");
  }

  /** The platform's own headers are some too. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    return this === WorkerHeaders
      ? value instanceof PlatformHeaders
      : Function.prototype[Symbol.hasInstance].call(this, value);
  }

  /** @throws {TypeError} for a value that is not headers, and for invalid names and values. */
  constructor(init?: HeadersInit) {
    super();
    const refuse = (): TypeError =>
      new TypeError(
        `Failed to construct 'Headers': constructor parameter 1 is not of type ${TYPES}.`,
      );
    for (const [name, value] of entriesOf(init, refuse)) super.append(nameOf(name), valueOf(value));
  }

  override get(name: string): string | null {
    checkGiven("get", arguments.length, 1);
    return super.get(nameOf(name));
  }

  override has(name: string): boolean {
    checkGiven("has", arguments.length, 1);
    return super.has(nameOf(name));
  }

  override set(name: string, value: string): void {
    checkGiven("set", arguments.length, 2);
    checkMutable(this);
    super.set(nameOf(name), valueOf(value));
  }

  override append(name: string, value: string): void {
    checkGiven("append", arguments.length, 2);
    checkMutable(this);
    super.append(nameOf(name), valueOf(value));
  }

  override delete(name: string): void {
    checkGiven("delete", arguments.length, 1);
    checkMutable(this);
    super.delete(nameOf(name));
  }

  /** `getAll()`, the older name of `getSetCookie()`. @throws {TypeError} for other names. */
  getAll(name: string): string[] {
    checkGiven("getAll", arguments.length, 1);
    if (nameOf(name).toLowerCase() !== "set-cookie") {
      throw new TypeError('getAll() can only be used with the header name "Set-Cookie".');
    }
    return super.getSetCookie();
  }

  // Iterators work on a copy, as in workerd.

  override entries(): HeadersIterator<[string, string]> {
    return [...super.entries()].values();
  }

  override keys(): HeadersIterator<string> {
    return [...super.keys()].values();
  }

  override values(): HeadersIterator<string> {
    return [...super.values()].values();
  }

  override [Symbol.iterator](): HeadersIterator<[string, string]> {
    return this.entries();
  }
}

/**
 * All headers of a request or response: the platform's own omit those that pages may not set.
 *
 * @param given the `headers` of a constructor, or another `Headers`.
 * @param platform the platform's headers, which have the content type of the body.
 */
export function headersOf(given: HeadersInit | undefined, platform: Headers): WorkerHeaders {
  const headers = new WorkerHeaders(given);
  const type = platform.get("content-type");
  if (type !== null && !headers.has("content-type")) headers.set("content-type", type);
  return headers;
}

/** The headers of an init. @throws {TypeError} for a value that is not headers. */
export function headersIn(
  init: { headers?: HeadersInit } | null | undefined,
  dictionary: string,
): WorkerHeaders | undefined {
  const given: unknown = init?.headers;
  if (given === undefined) return undefined;
  if (isObject(given)) return new WorkerHeaders(given as HeadersInit);
  throw wrongField("headers", dictionary, TYPES);
}

/** jsg's message for a dictionary field that cannot be converted. */
export function wrongField(field: string, dictionary: string, types: string): TypeError {
  return new TypeError(
    `Incorrect type for the '${field}' field on '${dictionary}': the provided value is not of ` +
      `type ${types}.`,
  );
}

/** Makes headers immutable. */
export function makeImmutable(headers: Headers): void {
  immutable.add(headers);
}

export function isImmutable(headers: Headers): boolean {
  return immutable.has(headers);
}

function checkMutable(headers: Headers): void {
  if (immutable.has(headers)) throw new TypeError("Can't modify immutable headers.");
}

function entriesOf(init: unknown, refuse: () => TypeError): Iterable<readonly [string, string]> {
  if (init === undefined) return [];
  if (!isObject(init)) throw refuse();
  if (init instanceof PlatformHeaders) return init;
  if (typeof (init as Partial<Iterable<unknown>>)[Symbol.iterator] !== "function") {
    return Object.entries(init);
  }
  return Array.from(init as Iterable<Iterable<string>>, (pair) => {
    const [...items] = pair;
    if (items.length !== 2) {
      throw new TypeError(
        "To initialize a Headers object from a sequence, each inner sequence must have exactly two " +
          "elements.",
      );
    }
    return items as [string, string];
  });
}

/** @throws {TypeError} when arguments are missing: each is a text. */
function checkGiven(method: string, given: number, wanted: number): void {
  if (given >= wanted) return;
  throw wrongType({ className: "Headers", method, position: given + 1 }, "string");
}

function nameOf(name: unknown): string {
  const text = toText(name);
  if (!TOKEN.test(text)) throw new TypeError("Invalid header name.");
  return text;
}

/** A regular expression for the end would take quadratic time. */
function trimmed(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && "\t\n\r ".includes(text.charAt(start))) start++;
  while (end > start && "\t\n\r ".includes(text.charAt(end - 1))) end--;
  return text.slice(start, end);
}

function valueOf(value: unknown): string {
  const text = trimmed(toText(value));
  // oxlint-disable-next-line no-control-regex -- headers must not contain these characters
  if (/[\0\n\r]/.test(text)) throw new TypeError("Invalid header value.");
  return text;
}
