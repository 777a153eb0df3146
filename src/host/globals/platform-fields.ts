/** The accessors that workerd's `inspect()` shows of platform objects, by class and in its order. */
const FIELDS: Readonly<Record<string, string>> = {
  AbortController: "signal",
  AbortSignal: "aborted reason onabort",
  Blob: "size type",
  File: "name lastModified size type",
  ReadableStream: "locked",
  Request: "method url headers redirect fetcher signal cf integrity keepalive cache body bodyUsed",
  Response: "status statusText headers ok redirected url webSocket cf type body bodyUsed",
  TextDecoder: "encoding fatal ignoreBOM",
  TextEncoder: "encoding",
  URL: "origin href protocol username password host hostname port pathname search hash searchParams",
  WebSocket: "readyState bufferedAmount url protocol extensions binaryType",
  WritableStream: "locked",
};

/** The classes that are shown as maps. */
const MAPS = ["FormData", "Headers", "URLSearchParams"];

export type PlatformContent =
  | { readonly kind: "fields"; readonly className: string; readonly fields: [string, unknown][] }
  | {
      readonly kind: "entries";
      readonly className: string;
      readonly entries: [unknown, unknown][];
    };

/**
 * The content of a platform object; undefined for any other object. Reads through the platform's
 * prototype, so that accessors of a user's subclass are not called.
 */
export function platformContent(value: object): PlatformContent | undefined {
  for (const className of platformClasses()) {
    const Class: unknown = Reflect.get(globalThis, className);
    if (typeof Class !== "function" || !(value instanceof Class)) continue;
    const prototype = Class.prototype as object;
    if (MAPS.includes(className)) {
      const { entries } = prototype as Map<unknown, unknown>;
      return { kind: "entries", className, entries: [...entries.call(value as never)] };
    }
    const names = (FIELDS[className] as string).split(" ");
    const fields = names.map((name): [string, unknown] => [
      name,
      Reflect.get(prototype, name, value),
    ]);
    return { kind: "fields", className, fields };
  }
  return undefined;
}

/** Subclasses first. */
export function platformClasses(): readonly string[] {
  return [...MAPS, "File", ...Object.keys(FIELDS)];
}
