import { toNumber } from "../arguments.ts";
import { rpcSettings } from "../settings.ts";

/** RFC 6455 allows a Close frame 125 bytes, of which the code takes two. */
const MAX_REASON_BYTES = 123;

/** Codes that no Close frame may carry. */
const reservedCodes = new Set([1004, 1005, 1006, 1015]);

const encoder = new TextEncoder();

/** The argument of `send()`, in the form in which it is sent. @throws {TypeError} for a symbol. */
export function toSocketData(value: unknown): string | Uint8Array {
  if (value instanceof ArrayBuffer) {
    // One that was detached has nothing in it.
    return value.byteLength === 0 ? new Uint8Array() : new Uint8Array(value.slice(0));
  }
  if (ArrayBuffer.isView(value)) {
    if (value.byteLength === 0) return new Uint8Array();
    return new Uint8Array(value.buffer, value.byteOffset, value.byteLength).slice();
  }
  return toFrameText(value);
}

/**
 * The code and reason of a Close frame from what `close()` was given (`web-socket.c++:878-895`).
 *
 * @throws {DOMException} `InvalidAccessError` for a code that may not be sent, and for a reason
 *   without a code; `SyntaxError` for a reason of more than 123 bytes.
 */
export function toClose(code: unknown, reason: unknown): { code: number; reason: string } {
  const number = code === undefined ? undefined : toCode(code);
  // Unlike in a message, a lone surrogate becomes one U+FFFD.
  const text = reason === undefined ? undefined : toFrameText(reason, "\ufffd");
  if (number === undefined) {
    if (text !== undefined) {
      throw new DOMException(
        "If you specify a WebSocket close reason, you must also specify a code.",
        "InvalidAccessError",
      );
    }
    return { code: 1005, reason: "" };
  }
  if (number < 1000 || number >= 5000 || reservedCodes.has(number)) {
    throw new DOMException(`Invalid WebSocket close code: ${number}.`, "InvalidAccessError");
  }
  if (
    text !== undefined &&
    rpcSettings.closeReasonByteLimit &&
    encoder.encode(text).length > MAX_REASON_BYTES
  ) {
    throw new DOMException(
      `WebSocket close reason must not be longer than ${MAX_REASON_BYTES} bytes when UTF-8 encoded.`,
      "SyntaxError",
    );
  }
  return { code: number, reason: text ?? "" };
}

/** A whole number of 32 bits, as workerd's binding layer makes it. */
function toCode(value: unknown): number {
  const number = toNumber(value);
  if (!Number.isFinite(number)) return 0;
  const whole = Math.trunc(number);
  if (whole !== (whole | 0)) {
    throw new TypeError(
      "Value out of range. Must be between -2147483648 and 2147483647 (inclusive).",
    );
  }
  return whole;
}

/** Text as it arrives: each lone surrogate has become three invalid UTF-8 bytes. */
function toFrameText(value: unknown, replacement = "\ufffd\ufffd\ufffd"): string {
  if (typeof value === "symbol") throw new TypeError("Cannot convert a Symbol value to a string");
  return String(value).replace(/\p{Surrogate}/gu, replacement);
}
