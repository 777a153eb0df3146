/** A value as it travels between test and page. */
export type Travelling = unknown;

export interface PageValues {
  /** Prepares a value for Playwright, which copies Map, Set and ArrayBuffer as empty objects. */
  encode(value: unknown): Travelling;
  decode(value: Travelling): unknown;
}

/**
 * Runs in the test and, as source text, in the page: it uses nothing outside itself. Values of other
 * classes travel as plain objects.
 */
export function pageValues(): PageValues {
  const TAG = "$tabd";
  const isPlain = (value: object): boolean => {
    const prototype: unknown = Object.getPrototypeOf(value);
    return prototype === null || Object.getPrototypeOf(prototype) === null;
  };
  const mapObject = (value: object, each: (value: unknown) => unknown): object =>
    Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, each(entry)]));

  const encode = (value: unknown): Travelling => {
    if (typeof value !== "object" || value === null) return value;
    if (Array.isArray(value)) return value.map(encode);
    if (value instanceof Map) {
      return { [TAG]: "Map", entries: [...value].map((entry) => entry.map(encode)) };
    }
    if (value instanceof Set) return { [TAG]: "Set", entries: [...value].map(encode) };
    if (value instanceof ArrayBuffer) return { [TAG]: "ArrayBuffer", bytes: new Uint8Array(value) };
    return isPlain(value) ? mapObject(value, encode) : value;
  };

  const decode = (value: Travelling): unknown => {
    if (typeof value !== "object" || value === null) return value;
    if (Array.isArray(value)) return value.map(decode);
    if (!isPlain(value)) return value;
    const {
      [TAG]: tag,
      entries,
      bytes,
    } = value as {
      [TAG]?: string;
      entries?: unknown[];
      bytes?: Uint8Array;
    };
    if (tag === "Map") return new Map(decode(entries) as [unknown, unknown][]);
    if (tag === "Set") return new Set(decode(entries) as unknown[]);
    if (tag === "ArrayBuffer") return new Uint8Array(bytes ?? []).buffer;
    return mapObject(value, decode);
  };

  return { encode, decode };
}
