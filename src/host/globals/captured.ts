/*
 * Builtins, captured before the user's code runs. A guard calls only these, because user code may
 * have replaced the builtins since.
 */
export const { apply, construct } = Reflect;
export const { defineProperty } = Object;

const { bind, call } = Function.prototype;

/**
 * A method as a function that takes `this` as its first argument. A bound function is called without
 * a lookup, unlike `method.call()` or `Reflect.apply()`.
 */
export const capture: <This, Args extends unknown[], Result>(
  method: (this: This, ...args: Args) => Result,
) => (self: This, ...args: Args) => Result = bind.bind(call) as never;

/** The getter of a property, captured as {@link capture} captures methods. */
export function captureGetter<Value>(prototype: object, name: string): (self: object) => Value {
  const getter = Object.getOwnPropertyDescriptor(prototype, name)?.get;
  if (getter === undefined) throw new Error(`there is no getter ${name}`);
  return capture(getter as (this: object) => Value);
}

/**
 * An object without a prototype: a `Proxy`'s traps, or a property's descriptor, to which nothing can
 * be added through `Object.prototype`.
 */
export function bare<T extends object>(members: T): T {
  return Object.setPrototypeOf(members, null) as T;
}
