/** For what workerd has and tabd does not have yet. */
export function notImplementedYet(name: string): Error {
  return new Error(`${name} is not implemented in tabd yet`);
}

/** An object of which every use throws. Symbols are let through: they are how consoles look at it. */
export function unbuilt(name: string): object {
  const refuse = (_target: object, property: string | symbol): undefined => {
    if (typeof property === "symbol") return undefined;
    throw notImplementedYet(`${name}.${property}`);
  };
  return new Proxy({}, { get: refuse });
}
