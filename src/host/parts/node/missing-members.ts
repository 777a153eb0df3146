/** Adds the functions that a library lacks. They throw when called. */
export function withRefusals(
  module: string,
  members: Readonly<Record<string, unknown>>,
  missing: readonly string[],
): Record<string, unknown> {
  const refusals = missing
    .filter((name) => !(name in members))
    .map((name) => {
      const refuse = (): never => {
        throw new Error(`${module}: ${name}() is not supported in tabd.`);
      };
      return [name, refuse] as const;
    });
  return { ...Object.fromEntries(refusals), ...members };
}
