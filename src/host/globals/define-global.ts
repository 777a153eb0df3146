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
