import type { PlaygroundSession } from "../session/session.ts";
import { PerDisk } from "./per-disk.ts";
import type { SocketConnection } from "./socket-connection.ts";

/** A connection and what its card needs to know. */
interface OpenSocket {
  readonly number: number;
  readonly connection: SocketConnection;
  /** Texts that are offered to be sent. */
  readonly texts: readonly string[];
}

/** The connections to one project, the newest first. */
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

/** They stay open while the reader looks at other panels. */
export function socketsOf(session: PlaygroundSession): OpenSockets {
  const there = known.get(session);
  if (there !== undefined) return there;
  const sockets = new OpenSockets();
  known.set(session, sockets);
  return sockets;
}
