import type { MessageTarget } from "../protocol/message-target.ts";
import { type Endpoint, messageEndpoint } from "../protocol/endpoint.ts";

/** The Web Worker of a host, or its stand-in. */
export type HostWorker = MessageTarget & Pick<Worker, "terminate">;

export interface HostEndpointOptions {
  /** The time limit for the host's first message, in ms. */
  readonly patience: number;
  /** For error messages: the option that made the worker. */
  readonly madeBy: "modules" | "worker";
  /** The URL of the script of a host made by `modules`. */
  readonly script: string;
}

/**
 * The page's end of the connection to its host, a new Web Worker.
 *
 * Nothing is sent before the host's greeting: a script with a top-level `await` listens late, and
 * the browser drops earlier messages.
 */
export class HostEndpoint implements Endpoint {
  readonly #worker: HostWorker;
  readonly #options: HostEndpointOptions;
  readonly #inner: Endpoint;
  #unsent: unknown[] | undefined = [];
  #lost: ((error: Error) => void) | undefined;
  #failure: Error | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(worker: HostWorker, options: HostEndpointOptions) {
    this.#worker = worker;
    this.#options = options;
    this.#inner = messageEndpoint(worker);
  }

  /** The reason why the host did not start or has ended. */
  get failure(): Error | undefined {
    return this.#failure;
  }

  post(message: unknown): void {
    if (this.#unsent === undefined) this.#inner.post(message);
    else this.#unsent.push(message);
  }

  listen(receive: (message: unknown) => void, lost: (error: Error) => void): void {
    this.#lost = lost;
    this.#worker.addEventListener("error", this.#onError);
    const { patience } = this.#options;
    this.#timer = setTimeout(() => this.#fail(silence(this.#options)), patience);
    this.#inner.listen(
      (message) => {
        this.#begin();
        receive(message);
      },
      (error) => this.#fail(error),
    );
  }

  close(): void {
    this.#stopWaiting();
    this.#inner.close();
  }

  /** Ends the worker at once. */
  terminate(reason: Error): void {
    this.#worker.terminate();
    this.#fail(reason);
  }

  #begin(): void {
    const messages = this.#unsent;
    if (messages === undefined) return;
    this.#unsent = undefined;
    this.#stopWaiting();
    for (const message of messages) this.#inner.post(message);
  }

  #stopWaiting(): void {
    clearTimeout(this.#timer);
    this.#worker.removeEventListener("error", this.#onError);
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    this.#stopWaiting();
    this.#lost?.(error);
  }

  /** Only until the host greets: later errors are the user's code's own, and not the end. */
  readonly #onError = (event: Event): void => {
    event.preventDefault();
    this.#fail(startError(event as ErrorEvent, this.#options));
  };
}

function startError(event: ErrorEvent, { madeBy, script }: HostEndpointOptions): Error {
  // A script that cannot be loaded or parsed gives an event without a message.
  if (event.message === undefined || event.message === "") {
    return new Error(
      madeBy === "worker"
        ? "The Web Worker that `worker` makes did not start: its script was not found, is not " +
            "a JavaScript module, or imports a module that cannot be loaded. See the browser's " +
            "console and network panel."
        : `The host's script could not be loaded from ${script}. Copy tabd/dist/host-entry.js ` +
            "there, or set the option `assets` of serve().",
    );
  }
  const where = event.filename === "" ? "" : ` (${event.filename}:${event.lineno}:${event.colno})`;
  const subject =
    madeBy === "worker" ? "The script of the Web Worker that `worker` makes" : "The host's script";
  return new Error(`${subject} failed: ${event.message}${where}`, { cause: event.error });
}

function silence({ madeBy, patience }: HostEndpointOptions): Error {
  const subject = madeBy === "worker" ? "The Web Worker that `worker` makes" : "The host";
  const advice = madeBy === "worker" ? " Its script must call host() of tabd/worker." : "";
  return new Error(`${subject} did not answer within ${patience / 1000} s.${advice}`);
}
