import { decodeValue } from "./decode.ts";
import { openContext } from "./context.ts";
import { encodeValue } from "./encode.ts";
import type { Failed, FailureMarks } from "./hook.ts";
import type { Payload } from "./payload.ts";
import type { StubMaker } from "./stub-maker.ts";

/** Copies what was thrown, so that it can travel to the caller (`worker-rpc.c++:47`). */
export function encodeFailure(thrown: unknown, marks: FailureMarks, maker: StubMaker): Failed {
  const isObject = typeof thrown === "object" && thrown !== null;
  const value = isObject ? thrown : wordsOnly("Error", String(thrown));
  const encode = (error: object): Payload =>
    encodeValue(error, { maker, context: openContext, stubs: "none" });
  try {
    return { ok: false, payload: encode(value), marks };
  } catch {
    // It holds something that does not travel: its words do, and no more.
    const { name, message, stack } = value as Partial<Error>;
    const words = wordsOnly(name ?? "Error", message ?? String(value), stack);
    return { ok: false, payload: encode(words), marks: { remote: marks.remote } };
  }
}

/** The caller's copy of what was thrown. */
export function decodeFailure({ payload, marks }: Failed, maker: StubMaker): unknown {
  const { value } = decodeValue(payload, maker);
  if (typeof value !== "object" || value === null) return value;
  hideStack(value);
  if (marks.durableObjectId !== undefined) mark(value, "durableObjectId", marks.durableObjectId);
  if (marks.remote) mark(value, "remote", true);
  return value;
}

/** The format makes `stack` a property like any other; of what is thrown it is not one to list. */
function hideStack(error: object): void {
  if (!Object.hasOwn(error, "stack")) return;
  Object.defineProperty(error, "stack", { enumerable: false });
}

function mark(error: object, name: string, value: unknown): void {
  Object.defineProperty(error, name, {
    value,
    enumerable: true,
    writable: true,
    configurable: true,
  });
}

const standardErrors: Readonly<Record<string, ErrorConstructor | undefined>> = {
  EvalError,
  RangeError,
  ReferenceError,
  SyntaxError,
  TypeError,
  URIError,
};

/** An error that has a name, a message and nothing else; of a primitive, not even a stack. */
function wordsOnly(name: string, message: string, stack?: string): Error {
  const error = new (standardErrors[name] ?? Error)(message);
  if (error.name !== name) error.name = name;
  error.stack = stack ?? `${name}: ${message}`;
  return error;
}
