import { throughUtf8 } from "../../codec/utf8.ts";

/** The methods that workerd accepts in a `Request` (kj's `HttpMethod`). */
const METHODS = new Set(
  (
    "GET HEAD POST PUT DELETE PATCH PURGE OPTIONS TRACE COPY LOCK MKCOL MOVE PROPFIND PROPPATCH " +
    "SEARCH UNLOCK ACL REPORT MKACTIVITY CHECKOUT MERGE MSEARCH NOTIFY SUBSCRIBE UNSUBSCRIBE " +
    "QUERY BAN"
  ).split(" "),
);

/** A request's URL: absolute, always. */
export interface RequestUrl {
  readonly href: string;
  /** Without a name and password, which browsers' requests do not have. */
  readonly plain: string;
}

/** @throws {TypeError} for a relative or invalid URL. */
export function parseUrl(text: string): RequestUrl {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw new TypeError(`Invalid URL: ${throughUtf8(text)}`);
  }
  const { href } = url;
  if (url.username === "" && url.password === "") return { href, plain: href };
  url.username = "";
  url.password = "";
  return { href, plain: url.href };
}

/** A method in capitals. @throws {TypeError} for a method that workerd doesn't know. */
export function checkMethod(text: string): string {
  const capitals = text.toUpperCase();
  if (!METHODS.has(capitals)) throw new TypeError(`Invalid HTTP method string: ${text}`);
  return capitals;
}
