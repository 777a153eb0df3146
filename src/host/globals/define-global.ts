/** Replaces a platform's property; the new one is as enumerable as the old one. */
export function definePlatform(target: object, name: string, value: unknown): void {
  const before = Object.getOwnPropertyDescriptor(target, name);
  Object.defineProperty(target, name, {
    value,
    writable: true,
    enumerable: before?.enumerable ?? true,
    configurable: true,
  });
}

/** Makes a member undefined, in whichever of an object's prototypes the engine has it. */
export function closeMember(object: object, name: string): void {
  if (name in object) definePlatform(object, name, undefined);
  let prototype = Object.getPrototypeOf(object) as object | null;
  for (; prototype !== null; prototype = Object.getPrototypeOf(prototype) as object | null) {
    if (Object.hasOwn(prototype, name)) definePlatform(prototype, name, undefined);
  }
}
