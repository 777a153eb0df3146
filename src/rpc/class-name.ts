import { brandAsPlatform } from "../codec/brands.ts";

/**
 * Gives a class the name that workerd's has. Test frameworks tell stubs and namespaces by
 * `constructor.name`, and a bundler that shortens names would otherwise break that. Its instances
 * cannot be copied, except by code that knows the class.
 *
 * @param tag what `Object.prototype.toString` says of an instance; workerd's C++ name, where it
 *   differs from the class's.
 */
export function nameClass(
  constructor: abstract new (...args: never) => object,
  name: string,
  tag: string = name,
): void {
  Object.defineProperty(constructor, "name", { value: name, configurable: true });
  const prototype = constructor.prototype as object;
  Object.defineProperty(prototype, Symbol.toStringTag, { value: tag, configurable: true });
  brandAsPlatform(prototype);
}

/** What `new` of a class says that only the runtime makes instances of. */
export function illegalConstructor(): TypeError {
  return new TypeError("Illegal constructor");
}

/** What a method says that is called on something it does not belong to. */
export function illegalInvocation(): TypeError {
  return new TypeError(
    "Illegal invocation: function called with incorrect `this` reference. See " +
      "https://developers.cloudflare.com/workers/observability/errors/#illegal-invocation-errors" +
      " for details.",
  );
}
