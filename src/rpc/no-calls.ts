/** Names that were logged already. */
const told = new Set<string>();

/**
 * A service's view without RPC (`no_rpc`, or a date before 2024-04-03): it has only its own names.
 * Looking up another name logs a warning (`api/http.c++`).
 */
export function withoutCalls<T extends object>(object: T): T {
  return new Proxy(object, {
    get(target, name, receiver) {
      if (typeof name === "string" && !Reflect.has(target, name)) warn(name);
      return Reflect.get(target, name, receiver);
    },
  });
}

function warn(name: string): void {
  if (told.has(name)) return;
  told.add(name);
  // oxlint-disable-next-line no-console -- workerd warns on the console too
  console.warn(
    `WARNING: Tried to access method or property '${name}' on a Service Binding or Durable Object ` +
      "stub. Are you trying to use RPC? If so, please enable the 'rpc' compat flag or update your " +
      "compat date to 2024-04-03 or later (see " +
      "https://developers.cloudflare.com/workers/configuration/compatibility-dates/ ). If you are " +
      "not trying to use RPC, please note that in the future, this property (and all other " +
      "property names) will appear to be present as an RPC method.",
  );
}
