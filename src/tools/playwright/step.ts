import { test } from "@playwright/test";

/** Runs a method of the fixture as a step: the trace and the report show its name and arguments. */
export function step<T>(
  title: string,
  args: readonly unknown[],
  body: () => Promise<T>,
): Promise<T> {
  const shown = args.filter((arg) => arg !== undefined).map(text);
  return test.step(`${title}(${shown.join(", ")})`, body, { box: true });
}

function text(value: unknown): string {
  if (value instanceof Date) return value.toISOString();
  const json =
    JSON.stringify(value, (_key, part: unknown) =>
      typeof part === "bigint" ? `${part}n` : part,
    ) ?? String(value);
  return json.length > 80 ? `${json.slice(0, 79)}…` : json;
}
