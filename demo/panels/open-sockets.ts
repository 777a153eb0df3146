import type { PlaygroundSession } from "../session/session.ts";
import { PerDisk } from "./per-disk.ts";
import type { SocketConnection } from "./socket-connection.ts";

interface OpenSocket {
  readonly number: number;
  readonly connection: SocketConnection;
  /** Suggested messages. */
  readonly texts: readonly string[];
}

/** The WebSocket connections of one project, newest first. */
class OpenSockets {
  all: readonly OpenSocket[] = [];
  #count = 0;

  add(connection: SocketConnection, texts: readonly string[]): void {
    this.all = [{ number: ++this.#count, connection, texts }, ...this.all];
  }

  remove(number: number): void {
    const gone = this.all.find((one) => one.number === number);
    gone?.connection.close(1000, "");
    this.all = this.all.filter((one) => one !== gone);
  }

  close(): void {
    for (const { connection } of this.all) connection.close(1000, "");
  }
}

const known = new PerDisk<OpenSockets>((sockets) => sockets.close());

/** The connections stay open while other panels are shown. */
export function socketsOf(session: PlaygroundSession): OpenSockets {
  const there = known.get(session);
  if (there !== undefined) return there;
  const sockets = new OpenSockets();
  known.set(session, sockets);
  return sockets;
}
