import { illegalInvocation } from "../rpc/class-name.ts";
import { isObject } from "./arguments.ts";
import { refuseConstruction } from "./platform-object.ts";

/** The prototype that makes iterators iterable and gives them their helpers, `toArray()` say. */
const iteratorPrototype: object = Object.getPrototypeOf(
  Object.getPrototypeOf([][Symbol.iterator]()),
);

/**
 * An iterator over what several may take from: a list or a cursor. As workerd's, it has no
 * `return()`: a loop that is left leaves the rest where it is.
 */
export abstract class SharedIterator<T> implements IterableIterator<T> {
  static {
    Object.setPrototypeOf(this.prototype, iteratorPrototype);
  }

  /** Comes with the iterators' prototype: the iterator itself. */
  declare [Symbol.iterator]: () => this;

  readonly #take: () => T | undefined;

  /** @param take the next value; undefined at the end. */
  constructor(token: unknown, take: () => T | undefined) {
    refuseConstruction(token);
    this.#take = take;
  }

  /** What is left. Not every browser's iterators have it. */
  toArray(): T[] {
    return [...this];
  }

  next(): IteratorResult<T, undefined> {
    if (!isObject(this) || !(#take in this)) throw illegalInvocation();
    const value = this.#take();
    return value === undefined ? { done: true, value: undefined } : { done: false, value };
  }
}
