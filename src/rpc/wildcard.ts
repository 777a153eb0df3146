/**
 * A view of `object` with every name: `member` makes each name that the object lacks, so that a
 * stub seems to have its target's members. It excludes `then`, so that stubs can be awaited, and
 * array indices, which workerd does not route either.
 */
export function wildcard<T extends object>(
  object: T,
  member: (name: string) => unknown,
  apply?: (args: unknown[]) => unknown,
): T {
  const isMember = (target: T, name: string | symbol): name is string =>
    typeof name === "string" && name !== "then" && !isIndex(name) && !Reflect.has(target, name);
  return new Proxy(object, {
    get: (target, name, receiver) =>
      isMember(target, name) ? member(name) : Reflect.get(target, name, receiver),
    has: (target, name) => isMember(target, name) || Reflect.has(target, name),
    ...(apply === undefined
      ? {}
      : { apply: (_target: T, _this: unknown, args: unknown[]) => apply(args) }),
  });
}

/**
 * A callable object without the properties of a function.
 *
 * @param call called with the arguments.
 */
export function callableWithPrototype<T extends object>(
  prototype: T,
  call: (...args: unknown[]) => unknown = () => undefined,
): T {
  const callable = (...args: unknown[]): unknown => call(...args);
  for (const name of ["length", "name"]) Reflect.deleteProperty(callable, name);
  Object.setPrototypeOf(callable, prototype);
  return callable as unknown as T;
}

function isIndex(name: string): boolean {
  return /^(?:0|[1-9]\d{0,9})$/.test(name);
}
