import type { RpcTransportWithCustomEncoding } from "capnweb";
import { PROTOCOL_VERSION } from "./host-interface.ts";
import type { MessageTarget } from "./message-target.ts";

/**
 * One end of a way for messages: ordered, and gone as a whole or not at all. A message may be
 * whatever `structuredClone()` takes.
 */
export interface Endpoint {
  post(message: unknown): void;

  /**
   * Begins to receive. Called once; messages that came before are not lost.
   *
   * @param lost called at most once, when nothing will come any more.
   */
  listen(receive: (message: unknown) => void, lost: (error: Error) => void): void;

  /** Lets go. */
  close(): void;
}

/**
 * An endpoint of a port, worker or worker's scope, of which it is the only user. It does not close
 * what it was given, whose life is the business of whoever made it.
 */
export function messageEndpoint(target: MessageTarget): Endpoint {
  const listeners: [string, (event: Event) => void][] = [];
  return {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- no window is meant
    post: (message) => target.postMessage(message),
    listen(receive, lost) {
      listeners.push(
        ["message", (event) => receive((event as MessageEvent<unknown>).data)],
        ["messageerror", () => lost(new Error("a message could not be read"))],
        ["close", () => lost(new Error("the other end of the port is gone"))],
      );
      for (const [type, listener] of listeners) target.addEventListener(type, listener);
      target.start?.();
    },
    close() {
      for (const [type, listener] of listeners) target.removeEventListener(type, listener);
    },
  };
}

/** What travels: capnweb's messages of one turn, and the objects that they refer to by number. */
interface Envelope {
  readonly messages: readonly unknown[];
  readonly objects?: readonly (readonly [number: number, object: object])[];
}

/** The first message of each end. */
interface Greeting {
  readonly tabd: number;
}

/** The last message of an end that closes in peace. */
const GOODBYE = null;

/**
 * capnweb's transport over an {@link Endpoint}. Messages of one turn leave together.
 *
 * Objects that capnweb does not know, or would take apart, travel beside its messages as they are:
 * `attach()` gives a number that the message carries, `detach()` gives the object back.
 */
export class Transport implements RpcTransportWithCustomEncoding {
  readonly encodingLevel = "structuredClonable";
  readonly #endpoint: Endpoint;
  readonly #received: unknown[] = [];
  readonly #arrived = new Map<number, object>();
  #waiting: { resolve(message: unknown): void; reject(error: Error): void } | undefined;
  #outbox: unknown[] = [];
  #attached: (readonly [number, object])[] = [];
  #attachments = 0;
  #greeted = false;
  #lost: Error | undefined;

  constructor(endpoint: Endpoint) {
    this.#endpoint = endpoint;
    endpoint.listen(
      (message) => this.#receive(message),
      (error) => this.#lose(error),
    );
    const greeting: Greeting = { tabd: PROTOCOL_VERSION };
    endpoint.post(greeting);
  }

  /** Why no more messages go or come, if so. */
  get lost(): Error | undefined {
    return this.#lost;
  }

  send(message: unknown): void {
    if (this.#lost !== undefined) return;
    if (this.#outbox.push(message) === 1) queueMicrotask(() => this.#flush());
  }

  receive(): Promise<unknown> {
    if (this.#received.length > 0) return Promise.resolve(this.#received.shift());
    if (this.#lost !== undefined) return Promise.reject(this.#lost);
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
    });
  }

  abort(reason: unknown): void {
    if (this.#lost !== undefined) return;
    this.#flush();
    this.#endpoint.post(GOODBYE);
    this.#lose(reason instanceof Error ? reason : new Error(String(reason)));
  }

  /** Sends an object beside the next message, or before. @returns its number. */
  attach(object: object): number {
    const number = this.#attachments++;
    this.#attached.push([number, object]);
    return number;
  }

  /** The object that came with this number, once. */
  detach(number: number): object {
    const object = this.#arrived.get(number);
    if (object === undefined) throw new Error(`no object ${number} came with the messages`);
    this.#arrived.delete(number);
    return object;
  }

  #flush(): void {
    if (this.#lost !== undefined || this.#outbox.length === 0) return;
    const messages = this.#outbox;
    const objects = this.#attached;
    this.#outbox = [];
    this.#attached = [];
    const envelope: Envelope = objects.length === 0 ? { messages } : { messages, objects };
    try {
      this.#endpoint.post(envelope);
    } catch (error) {
      this.#lose(error instanceof Error ? error : new Error(String(error)));
    }
  }

  #receive(message: unknown): void {
    if (this.#lost !== undefined) return;
    if (message === GOODBYE) {
      this.#lose(new Error("the other end has closed the session"));
    } else if (this.#greeted) {
      this.#open(message as Envelope);
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

  #open({ messages, objects = [] }: Envelope): void {
    for (const [number, object] of objects) this.#arrived.set(number, object);
    for (const message of messages) {
      if (this.#waiting === undefined) {
        this.#received.push(message);
      } else {
        this.#waiting.resolve(message);
        this.#waiting = undefined;
      }
    }
  }

  #lose(error: Error): void {
    if (this.#lost !== undefined) return;
    this.#lost = error;
    this.#endpoint.close();
    this.#waiting?.reject(error);
    this.#waiting = undefined;
  }
}
