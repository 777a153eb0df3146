import { PROTOCOL_VERSION } from "./host-interface.ts";

/** Of the platform: a worker's code gets it only in its handlers. */
const randomUUID = crypto.randomUUID?.bind(crypto);

/**
 * What the hosts of several tabs say to each other. All of it goes over `BroadcastChannel`s, which
 * anything of the same origin can hear and speak on; so every message carries the protocol's
 * version and the disk's name, and is looked at before anything is done with it.
 *
 * Those on the channel of the disk, `tabd:disk:<escaped name>`, say who is there:
 *
 * - `hello`: a follower looks for the leader. `from` is a channel that it has made for the two of them,
 *   with a random name; the follower holds a Web Lock of that name for as long as it lives.
 * - `starting`: the holder of the disk's lock is about to serve.
 * - `leader`: it serves.
 *
 * Those on a follower's own channel are the frames of a session (`session.ts`). The leader begins.
 */
export type TabMessage = HelloMessage | LeaderMessage;

interface TabHeader {
  readonly tabd: number;
  readonly disk: string;
}

export interface HelloMessage extends TabHeader {
  readonly type: "hello";
  readonly from: string;
}

export interface LeaderMessage extends TabHeader {
  readonly type: "starting" | "leader";
  /** Another one for each time that a host becomes the leader. */
  readonly leader: string;
}

/** The two ends of a follower's own channel. */
export type TabSide = "leader" | "follower";

export interface TabFrame extends TabHeader {
  readonly type: "frame";
  readonly side: TabSide;
  /** Counts from 0, for each side. */
  readonly number: number;
  /** A message of the session's transport. */
  readonly body: unknown;
}

/** A message as it was read, or why it was not. */
export type Read<T> =
  | { readonly ok: true; readonly message: T }
  | {
      readonly ok: false;
      readonly reason: string;
      /** Whether all but the version is right. */ readonly otherVersion: boolean;
    };

/**
 * The channel, and the lock, of a disk. Colons in the disk's name are escaped: otherwise a disk named
 * `x:steal` would have the steal lock of disk `x`.
 */
export function diskChannelName(disk: string): string {
  return `tabd:disk:${disk.replaceAll(/[%:]/g, encodeURIComponent)}`;
}

/** The lock that a follower holds while it takes the disk from a silent leader. */
export function stealLockName(disk: string): string {
  return `${diskChannelName(disk)}:steal`;
}

/** The name of a follower's channel, and of the lock that the follower holds while it lives. */
export function followerChannelName(disk: string): string {
  return `${diskChannelName(disk)}:${randomUUID()}`;
}

/** Reads a message of the disk's channel. */
export function readTabMessage(value: unknown, disk: string): Read<TabMessage> {
  if (!isRecord(value)) return refused("it is not an object");
  const { type, from, leader } = value;
  if (type === "hello") {
    if (typeof from !== "string" || !from.startsWith(`${diskChannelName(disk)}:`)) {
      return refused("a hello names no channel of the disk");
    }
  } else if (type === "starting" || type === "leader") {
    if (typeof leader !== "string" || leader === "") return refused("a leader has no name");
  } else {
    return refused("its type is unknown");
  }
  return checkHeader(value, disk);
}

/** Reads a frame of a follower's channel. */
export function readTabFrame(
  value: unknown,
  expected: { readonly disk: string; readonly side: TabSide; readonly number: number },
): Read<TabFrame> {
  if (!isRecord(value) || value["type"] !== "frame") return refused("it is not a frame");
  const { side, number, body } = value;
  if (side !== expected.side) return refused("a frame comes from the wrong side");
  if (number !== expected.number) {
    return refused(`a frame has the number ${String(number)}, not ${expected.number}`);
  }
  if (!isTransportMessage(body)) return refused("a frame has no message of a session");
  return checkHeader(value, expected.disk);
}

/** A batch of messages, a greeting or a goodbye: `transport.ts`. */
function isTransportMessage(body: unknown): boolean {
  if (body === null) return true;
  if (Array.isArray(body)) return body.every(isMessage);
  return isRecord(body) && typeof body["tabd"] === "number";
}

/** `[channel, kind, ...content]`: `wire.ts`. */
function isMessage(value: unknown): boolean {
  return Array.isArray(value) && Number.isInteger(value[0]) && typeof value[1] === "string";
}

function checkHeader<T>(value: Readonly<Record<string, unknown>>, disk: string): Read<T> {
  const { tabd } = value;
  if (value["disk"] !== disk) return refused("it is about another disk");
  if (tabd === PROTOCOL_VERSION) return { ok: true, message: value as T };
  if (typeof tabd !== "number") return refused("it has no version");
  return { ...refused(`it is of version ${tabd} of tabd's protocol`), otherVersion: true };
}

function refused(reason: string): { ok: false; reason: string; otherVersion: boolean } {
  return { ok: false, reason, otherVersion: false };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
