/** `node:assert` and `node:assert/strict`, which are the same module in workerd. */
import assert from "@jspm/core/nodelibs/assert";

import { withRefusals } from "./missing-members.ts";

/** As in workerd, everything is strict, `equal()` and `deepEqual()` too. */
const strict = Object.assign(assert["strict"] as object, {
  match,
  doesNotMatch,
  rejects: withThenables(assert["rejects"] as Rejects),
  doesNotReject: withThenables(assert["doesNotReject"] as Rejects),
});
const all = withRefusals("node:assert", { ...strict, strict }, [
  "Assert",
  "partialDeepStrictEqual",
]);

export const members: Readonly<Record<string, unknown>> = {
  ...all,
  default: Object.assign(strict, all),
};

type Rejects = (input: unknown, ...rest: unknown[]) => Promise<void>;

/** The library refuses thenables that are functions, as RPC promises are. */
function withThenables(check: Rejects): Rejects {
  const adopt = (value: unknown): unknown => (isThenable(value) ? Promise.resolve(value) : value);
  return (input, ...rest) => {
    if (isThenable(input) || typeof input !== "function") return check(adopt(input), ...rest);
    return check(() => adopt(input()), ...rest);
  };
}

function isThenable(value: unknown): boolean {
  const isObject = typeof value === "object" || typeof value === "function";
  return isObject && value !== null && typeof (value as { then?: unknown }).then === "function";
}

type Fail = new (options: object) => Error;

/** The library lacks `match()` and `doesNotMatch()`. */
function match(string: unknown, regexp: RegExp, message?: string | Error): void {
  if (typeof string === "string" && regexp.test(string)) return;
  throw failure("match", string, regexp, message, "The input did not match the regular expression");
}

function doesNotMatch(string: unknown, regexp: RegExp, message?: string | Error): void {
  if (typeof string !== "string" || !regexp.test(string)) return;
  const words = "The input was expected to not match the regular expression";
  throw failure("doesNotMatch", string, regexp, message, words);
}

function failure(
  operator: string,
  actual: unknown,
  expected: RegExp,
  message: string | Error | undefined,
  words: string,
): Error {
  if (message instanceof Error) return message;
  const AssertionError = assert["AssertionError"] as Fail;
  const text = message ?? `${words} ${String(expected)}. Input:\n\n${JSON.stringify(actual)}\n`;
  return new AssertionError({ message: text, actual, expected, operator });
}
