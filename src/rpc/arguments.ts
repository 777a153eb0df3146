/**
 * How workerd's binding layer (jsg) converts arguments of user code for its methods. Every rule was
 * compared with the real workerd; the messages are workerd's.
 */

/** Where a value was passed: for the message that refuses it. */
export interface Parameter {
  readonly className: string;
  readonly method: string;
  /** Counted from 1. */
  readonly position: number;
}

export function wrongType({ className, method, position }: Parameter, type: string): TypeError {
  return new TypeError(
    `Failed to execute '${method}' on '${className}': parameter ${position} is not of type ` +
      `'${type}'.`,
  );
}

/**
 * Any value except a symbol, as text.
 *
 * @throws {TypeError} for a symbol; or the error of the value's own `toString()`.
 */
export function toText(value: unknown): string {
  if (typeof value === "string") return value;
  if (typeof value === "symbol") throw new TypeError("Cannot convert a Symbol value to a string");
  return `${value}`;
}

/** Any value but a symbol or a bigint, as a number. @throws {TypeError} for those. */
export function toNumber(value: unknown): number {
  if (typeof value === "symbol" || typeof value === "bigint") {
    const type = typeof value === "symbol" ? "Symbol" : "BigInt";
    throw new TypeError(`Cannot convert a ${type} value to a number`);
  }
  return Number(value);
}

/**
 * An options object, or undefined. Functions and arrays count as objects.
 *
 * @throws {TypeError} for a primitive.
 */
export function toOptions<T extends object>(
  value: unknown,
  parameter: Parameter,
  type: string,
): T | undefined {
  if (value === undefined || value === null) return undefined;
  if (!isObject(value)) throw wrongType(parameter, type);
  return value as T;
}

export function isObject(value: unknown): value is object {
  return (typeof value === "object" && value !== null) || typeof value === "function";
}
