import { brandAsPlatform } from "../codec/brands.ts";

/**
 * Gives a class workerd's name. Test frameworks identify stubs and namespaces by
 * `constructor.name`, and a bundler that shortens names would break that. Only code that knows the
 * class can copy its instances.
 *
 * @param tag the result of `Object.prototype.toString`, if workerd's C++ name differs from the
 * class's.
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

/** workerd's message for `new` of a class without a public constructor. */
export function illegalConstructor(): TypeError {
  return new TypeError("Illegal constructor");
}

/** workerd's message for a method that is called on another kind of object. */
export function illegalInvocation(): TypeError {
  return new TypeError(
    "Illegal invocation: function called with incorrect `this` reference. See " +
      "https://developers.cloudflare.com/workers/observability/errors/#illegal-invocation-errors" +
      " for details.",
  );
}
