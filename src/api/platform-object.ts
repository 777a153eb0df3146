import { illegalConstructor } from "../rpc/class-name.ts";

/**
 * Only tabd passes this to the constructor of a platform class: user code can reach these classes
 * (`ctx.constructor`) but must not instantiate them.
 */
export const BY_PLATFORM = Symbol("made by the platform");

/** The first line of a platform class's constructor. */
export function refuseConstruction(token: unknown): void {
  if (token !== BY_PLATFORM) throw illegalConstructor();
}

/**
 * Defines a property whose value is made on first use. User code may replace it, as it may workerd's
 * lazy instance properties.
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
