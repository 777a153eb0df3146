/**
 * Given to the constructor of a platform class by tabd alone: user code can name these classes
 * (`ctx.constructor`) but must not make objects of them.
 */
export const BY_PLATFORM = Symbol("made by the platform");

/** For the first line of a platform class's constructor. */
export function refuseConstruction(token: unknown): void {
  if (token !== BY_PLATFORM) throw new TypeError("Illegal constructor");
}

/** What workerd says when a method is called on something that it does not belong to. */
export function illegalInvocation(): TypeError {
  return new TypeError(
    "Illegal invocation: function called with incorrect `this` reference. See " +
      "https://developers.cloudflare.com/workers/observability/errors/#illegal-invocation-errors" +
      " for details.",
  );
}

/**
 * Gives a platform class the name that user code sees, also in a minified build, and the tag that
 * `Object.prototype.toString` shows.
 */
export function definePlatformClass(
  platformClass: abstract new (...args: never[]) => object,
  name: string,
): void {
  Object.defineProperty(platformClass, "name", { value: name, configurable: true });
  const tag = { value: name, configurable: true, writable: true };
  Object.defineProperty(platformClass.prototype, Symbol.toStringTag, tag);
}

/**
 * Defines a property that is made on its first use and may be replaced by the user's code, as
 * workerd's lazy instance properties can.
 */
export function defineLazyProperty(target: object, name: string, make: () => unknown): void {
  const define = (value: unknown): void => {
    Object.defineProperty(target, name, {
      value,
      writable: true,
      enumerable: true,
      configurable: true,
    });
  };
  Object.defineProperty(target, name, {
    get: () => {
      const value = make();
      define(value);
      return value;
    },
    set: define,
    enumerable: true,
    configurable: true,
  });
}
