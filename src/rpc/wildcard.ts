/**
 * A view of `object` on which every name that it does not have itself is made by `member`: this is
 * how a stub seems to have whatever is behind it. `then` is left out, so that stubs can be
 * awaited, and so are array indices, which workerd does not route either.
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
 * An object that can be called, with nothing of a function about it but that.
 *
 * @param call what calling it does.
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
