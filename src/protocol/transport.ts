import type { Endpoint } from "./endpoint.ts";
import { PROTOCOL_VERSION } from "./host-interface.ts";

/** The platform's functions, captured before the host replaces them for user code. */
const { queueMicrotask, setTimeout } = globalThis;

/** All that one end sends in one turn. */
type Batch = readonly (readonly unknown[])[];

/** The first message of each end. */
interface Greeting {
  readonly tabd: number;
}

/** The last message of an end that closes the session. */
const GOODBYE = null;

export interface TransportEvents {
  receive(message: readonly unknown[]): void;
  lost(error: Error): void;
}

/** Greets the other end, and posts the messages of one turn together. */
export class Transport {
  readonly #endpoint: Endpoint;
  readonly #events: TransportEvents;
  #outbox: (readonly unknown[])[] = [];
  #flushing = false;
  #waiting = false;
  #greeted = false;
  #lost: Error | undefined;

  constructor(endpoint: Endpoint, events: TransportEvents) {
    this.#endpoint = endpoint;
    this.#events = events;
    endpoint.listen(
      (message) => this.#receive(message),
      (error) => this.#lose(error),
    );
    const greeting: Greeting = { tabd: PROTOCOL_VERSION };
    endpoint.post(greeting);
  }

  /** Why the connection has ended, if it has. */
  get lost(): Error | undefined {
    return this.#lost;
  }

  /** Sends at the end of this turn. */
  send(message: readonly unknown[]): void {
    if (this.#lost !== undefined) return;
    this.#outbox.push(message);
    if (this.#flushing) return;
    this.#flushing = true;
    // One microtask later than the `then()` that `await` calls on the result of a call.
    queueMicrotask(() => queueMicrotask(this.#flush));
  }

  /** Sends with the next message, or soon if there is none. */
  sendLater(message: readonly unknown[]): void {
    if (this.#lost !== undefined) return;
    this.#outbox.push(message);
    if (this.#waiting) return;
    this.#waiting = true;
    // One timer for many calls: to start one costs more than to send a message.
    setTimeout(this.#flushLater);
  }

  /** Sends all pending messages, and ends the connection. */
  close(reason: Error): void {
    if (this.#lost !== undefined) return;
    this.#flush();
    this.#endpoint.post(GOODBYE);
    this.#lose(reason);
  }

  readonly #flushLater = (): void => {
    this.#waiting = false;
    this.#flush();
  };

  readonly #flush = (): void => {
    this.#flushing = false;
    if (this.#lost !== undefined || this.#outbox.length === 0) return;
    const batch: Batch = this.#outbox;
    this.#outbox = [];
    try {
      this.#endpoint.post(batch);
    } catch (error) {
      this.#lose(error instanceof Error ? error : new Error(String(error)));
    }
  };

  #receive(message: unknown): void {
    if (this.#lost !== undefined) return;
    if (message === GOODBYE) {
      this.#lose(new Error("the other end has closed the session"));
    } else if (this.#greeted) {
      for (const one of message as Batch) this.#events.receive(one);
    } else {
      this.#greet(message);
    }
  }

  #greet(message: unknown): void {
    const version = (message as Partial<Greeting> | undefined)?.tabd;
    if (version === PROTOCOL_VERSION) {
      this.#greeted = true;
      return;
    }
    this.#lose(
      new Error(
        typeof version === "number"
          ? `The other end speaks version ${version} of tabd's protocol, this one version ` +
              `${PROTOCOL_VERSION}: page and host must be of the same version of tabd. Reload ` +
              "every tab of this site, or bundle both with one version of the package."
          : "The other end of the port does not speak tabd's protocol: something else has sent a " +
              "message on it.",
      ),
    );
  }

  #lose(error: Error): void {
    if (this.#lost !== undefined) return;
    this.#lost = error;
    this.#outbox = [];
    this.#endpoint.close();
    this.#events.lost(error);
  }
}
