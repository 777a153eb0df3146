import type { PlaygroundSession } from "../session/session.ts";
import type { SocketConnection } from "./socket-connection.ts";

/** A connection and what its card needs to know. */
export interface OpenSocket {
  readonly number: number;
  readonly connection: SocketConnection;
  /** Texts that are offered to be sent. */
  readonly texts: readonly string[];
}

/** The connections of one project. They stay while the reader looks at other panels. */
interface Sockets {
  readonly disk: string;
  readonly all: readonly OpenSocket[];
}

const known = new WeakMap<PlaygroundSession, Sockets>();

/** The newest first. Those of a project that was left are closed. */
export function socketsOf(session: PlaygroundSession): readonly OpenSocket[] {
  const sockets = known.get(session);
  if (sockets === undefined || sockets.disk === session.disk) return sockets?.all ?? [];
  for (const { connection } of sockets.all) connection.close(1000, "");
  known.delete(session);
  return [];
}

export function addSocket(
  session: PlaygroundSession,
  connection: SocketConnection,
  texts: readonly string[],
): void {
  const all = socketsOf(session);
  const number = Math.max(0, ...all.map((one) => one.number)) + 1;
  known.set(session, { disk: session.disk, all: [{ number, connection, texts }, ...all] });
}

export function removeSocket(session: PlaygroundSession, number: number): void {
  const all = socketsOf(session).filter((one) => one.number !== number);
  known.set(session, { disk: session.disk, all });
}
