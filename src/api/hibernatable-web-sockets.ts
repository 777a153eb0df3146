import type { Actor } from "../actor/actor.ts";
import { WorkerWebSocket } from "../rpc/web-socket/web-socket.ts";
import { WebSocketRequestResponsePair } from "../rpc/web-socket/web-socket-request-response-pair.ts";
import { toNumber, toText, wrongType } from "./arguments.ts";

/* The methods of `ctx` for WebSockets that outlive the instance (`actor-state.c++:1215-1345`). */

const CLASS_NAME = "DurableObjectState";
const MAX_TAGS = 10;
const MAX_TAG_BYTES = 256;
const MAX_AUTO_RESPONSE_BYTES = 2048;
/** A week, in ms. */
const MAX_EVENT_TIMEOUT = 604_800_000;
const MAX_UINT32 = 2 ** 32 - 1;

const encoder = new TextEncoder();

export function acceptWebSocket(actor: Actor, [given, givenTags]: readonly unknown[]): void {
  const socket = toSocket(given, "acceptWebSocket");
  const all = givenTags === undefined ? [] : toTexts(givenTags);
  const { use, peer } = WorkerWebSocket.lineOf(socket);
  if (use === "accepted" || use === "hibernatable") {
    throw new Error(
      "Cannot call `acceptWebSocket()` if the WebSocket was already accepted via `accept()`",
    );
  }
  if (use === "released" || (peer !== undefined && peer.use !== "unused")) {
    throw new Error(
      "Cannot call `acceptWebSocket()` on this WebSocket because its pair has already been " +
        "accepted or used in a Response.",
    );
  }
  actor.sockets.accept(socket, checkTags(all));
}

export function getTags(actor: Actor, given: unknown): string[] {
  const socket = toSocket(given, "getTags");
  const { use } = WorkerWebSocket.lineOf(socket);
  if (use === "accepted") throw new Error("only hibernatable websockets can have tags.");
  if (use !== "hibernatable") {
    throw new Error(
      "you must call 'acceptWebSocket()' before attempting to access the tags of a WebSocket.",
    );
  }
  return [...(actor.sockets.tags(socket) ?? [])];
}

export function setAutoResponse(actor: Actor, pair: unknown): void {
  const sockets = actor.sockets;
  if (pair === undefined || pair === null) {
    sockets.autoResponse = null;
    return;
  }
  if (!WebSocketRequestResponsePair.is(pair)) {
    const parameter = { className: CLASS_NAME, method: "setWebSocketAutoResponse", position: 1 };
    throw wrongType(parameter, "WebSocketRequestResponsePair");
  }
  const { request, response } = pair;
  checkAutoResponse("Request", request);
  checkAutoResponse("Response", response);
  sockets.autoResponse = { request, response };
}

export function getAutoResponse(actor: Actor): WebSocketRequestResponsePair | null {
  const set = actor.sockets.autoResponse;
  return set === null ? null : new WebSocketRequestResponsePair(set.request, set.response);
}

export function getAutoResponseTimestamp(actor: Actor, given: unknown): Date | null {
  const socket = toSocket(given, "getWebSocketAutoResponseTimestamp");
  const time = actor.sockets.autoResponseTime(socket);
  return time === undefined ? null : new Date(time);
}

export function setEventTimeout(actor: Actor, given: unknown): void {
  const ms = given === undefined || given === null ? 0 : toUint32(given);
  if (ms > MAX_EVENT_TIMEOUT) {
    throw new Error(`Event timeout should not exceed ${MAX_EVENT_TIMEOUT} ms.`);
  }
  actor.sockets.eventTimeout = ms === 0 ? null : ms;
}

/** Removes duplicates. As in workerd, the limit is checked before each tag is compared. */
function checkTags(tags: readonly string[]): string[] {
  const found = new Set<string>();
  for (const tag of tags) {
    if (found.size >= MAX_TAGS) {
      throw new Error(`a Hibernatable WebSocket cannot have more than ${MAX_TAGS} tags`);
    }
    if (encoder.encode(tag).length > MAX_TAG_BYTES) {
      throw new Error(`"${tag}" is longer than the max tag length (${MAX_TAG_BYTES} characters).`);
    }
    found.add(tag);
  }
  return [...found];
}

function checkAutoResponse(name: "Request" | "Response", text: string): void {
  const size = encoder.encode(text).length;
  if (size <= MAX_AUTO_RESPONSE_BYTES) return;
  throw new RangeError(
    `${name} cannot be larger than ${MAX_AUTO_RESPONSE_BYTES} bytes. A ${name.toLowerCase()} of ` +
      `size ${size} was provided.`,
  );
}

function toSocket(value: unknown, method: string): WorkerWebSocket {
  if (WorkerWebSocket.is(value)) return value;
  throw wrongType({ className: CLASS_NAME, method, position: 1 }, "WebSocket");
}

function toTexts(value: unknown): string[] {
  if (Array.isArray(value)) return value.map((item) => toText(item));
  throw wrongType({ className: CLASS_NAME, method: "acceptWebSocket", position: 2 }, "Array");
}

/** Converts to an unsigned 32-bit integer as workerd's binding layer does. */
function toUint32(value: unknown): number {
  const number = toNumber(value);
  if (!Number.isFinite(number)) {
    throw new TypeError("The value cannot be converted because it is not an integer.");
  }
  if (number < 0) {
    throw new TypeError(
      "The value cannot be converted because it is negative and this API expects a positive " +
        "number.",
    );
  }
  const whole = Math.trunc(number);
  if (whole > MAX_UINT32) {
    throw new TypeError(`Value out of range. Must be less than or equal to ${MAX_UINT32}.`);
  }
  return whole;
}
