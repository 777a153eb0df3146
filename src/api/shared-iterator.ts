import { illegalInvocation } from "../rpc/class-name.ts";
import { isObject } from "./arguments.ts";
import { refuseConstruction } from "./platform-object.ts";

/** `Iterator.prototype`: makes iterators iterable and has their helpers, such as `toArray()`. */
const iteratorPrototype: object = Object.getPrototypeOf(
  Object.getPrototypeOf([][Symbol.iterator]()),
);

/**
 * An iterator over a list or cursor that other iterators may read too. As in workerd, it has no
 * `return()`: leaving a loop does not end the list.
 */
export abstract class SharedIterator<T> implements IterableIterator<T> {
  static {
    Object.setPrototypeOf(this.prototype, iteratorPrototype);
  }

  /** Inherited from `Iterator.prototype`. */
  declare [Symbol.iterator]: () => this;

  readonly #take: () => T | undefined;

  /** @param take returns the next value; undefined at the end. */
  constructor(token: unknown, take: () => T | undefined) {
    refuseConstruction(token);
    this.#take = take;
  }

  /** Defined here because older browsers lack the iterator helpers. */
  toArray(): T[] {
    return [...this];
  }

  next(): IteratorResult<T, undefined> {
    if (!isObject(this) || !(#take in this)) throw illegalInvocation();
    const value = this.#take();
    return value === undefined ? { done: true, value: undefined } : { done: false, value };
  }
}
