import { setStubState, stubState } from "./stub-state.ts";

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
    get(target, name, receiver) {
      if (!isMember(target, name)) return Reflect.get(target, name, receiver) as unknown;
      return name === "toJSON" ? forJson(target, member(name)) : member(name);
    },
    has: (target, name) => isMember(target, name) || Reflect.has(target, name),
    ...(apply === undefined
      ? {}
      : { apply: (_target: T, _this: unknown, args: unknown[]) => apply(args) }),
  });
}

/**
 * The member `toJSON`. `JSON.stringify()` calls it with a key; as in workerd, that reaches no target:
 * a stub becomes its own properties.
 */
function forJson(target: object, member: unknown): unknown {
  if (typeof member !== "function") return member;
  const view = new Proxy(member, {
    apply: (call: Function, self: unknown, args: unknown[]): unknown => {
      if (args.length !== 1 || typeof args[0] !== "string") return Reflect.apply(call, self, args);
      return typeof target === "function" ? undefined : { ...target };
    },
  });
  const state = stubState(member);
  if (state !== undefined) setStubState(view, state);
  return view;
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
