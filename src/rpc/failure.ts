import { brandOf } from "../codec/brands.ts";
import { describeValue } from "../codec/data-clone-error.ts";
import { decodeValue } from "./decode.ts";
import { openContext } from "./context.ts";
import { encodeValue } from "./encode.ts";
import { tellsOfReset } from "./error-marks.ts";
import { stackOfWorker } from "./stack.ts";
import type { Failed, FailureMarks, Payload } from "./hook.ts";

/** workerd's message, word for word, for an error that throws when it is read. */
const UNREADABLE = "Promise will never complete.";

/** Copies a thrown value, to send it to the caller (`worker-rpc.c++:47`). */
export function encodeFailure(thrown: unknown, marks: FailureMarks): Failed {
  const encode = (error: object): Payload =>
    encodeValue(error, { context: openContext, stubs: "none" });
  const reset = tellsOfReset(thrown) ? { durableObjectReset: true } : {};
  if (typeof thrown === "object" && thrown !== null && !isProxyOfError(thrown)) {
    try {
      return { ok: false, payload: encode(thrown), marks: { ...marks, ...reset } };
    } catch {
      // Its properties cannot be sent: send only its name and message.
    }
  }
  const words = encode(wordsOf(thrown));
  return { ok: false, payload: words, marks: { remote: marks.remote, ...reset } };
}

/** The caller's copy of a thrown value. */
export function decodeFailure({ payload, marks }: Failed): unknown {
  const { value } = decodeValue(payload);
  if (typeof value !== "object" || value === null) return value;
  if (value instanceof Error) hideOwnFrames(value);
  // Thrown values other than plain errors get only the other marks.
  if (marks.durableObjectId !== undefined && !(value instanceof DOMException)) {
    mark(value, "durableObjectId", marks.durableObjectId);
  }
  if (marks.remote) mark(value, "remote", true);
  if (marks.durableObjectReset === true) mark(value, "durableObjectReset", true);
  return value;
}

/** workerd's stacks have no frames of its own code. */
function hideOwnFrames(error: Error): void {
  const own = Object.getOwnPropertyDescriptor(error, "stack");
  if (typeof own?.value !== "string") return;
  Object.defineProperty(error, "stack", { ...own, value: stackOfWorker(own.value) });
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

function wordsOf(thrown: unknown): Error {
  try {
    if (!(thrown instanceof Error)) return wordsOnly("Error", describeValue(thrown));
    return wordsOnly(String(thrown.name), String(thrown.message), thrown.stack);
  } catch {
    return wordsOnly("Error", UNREADABLE);
  }
}

/** V8 does not clone a Proxy. Other proxies cannot be detected. */
function isProxyOfError(object: object): boolean {
  return object instanceof Error && brandOf(object) === "object";
}

/** An error that has a name, a message and nothing else; of a primitive, not even a stack. */
function wordsOnly(name: string, message: string, stack?: unknown): Error {
  const error = new (standardErrors[name] ?? Error)(message);
  if (error.name !== name) error.name = name;
  error.stack = typeof stack === "string" ? stack : `${name}: ${message}`;
  return error;
}
