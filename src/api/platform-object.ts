import { illegalConstructor } from "../rpc/class-name.ts";

/**
 * Given to the constructor of a platform class by tabd alone: user code can name these classes
 * (`ctx.constructor`) but must not make objects of them.
 */
export const BY_PLATFORM = Symbol("made by the platform");

/** For the first line of a platform class's constructor. */
export function refuseConstruction(token: unknown): void {
  if (token !== BY_PLATFORM) throw illegalConstructor();
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
