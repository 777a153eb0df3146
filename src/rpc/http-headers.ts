/**
 * The headers of a request or response, with all that was given: the platform's own leave out what
 * pages may not set.
 *
 * @param platform those that the platform made, for the type of the content, which it knows.
 */
export function headersOf(given: HeadersInit | undefined, platform: Headers): Headers {
  const headers = new Headers(given);
  const type = platform.get("content-type");
  if (type !== null && !headers.has("content-type")) headers.set("content-type", type);
  return headers;
}
