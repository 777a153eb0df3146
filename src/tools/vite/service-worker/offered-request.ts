import type { AnswerMessage, DemandMessage, RequestOffer, RequestParts } from "./messages.ts";

/** A request for the worker, until a page has claimed it. */
export class OfferedRequest {
  /** Resolves with the answer; with undefined if it is withdrawn before a page has claimed it. */
  readonly response: Promise<Response | undefined>;
  readonly #request: RequestParts;
  readonly #ports = new Set<MessagePort>();
  #settle!: (response: Response | Promise<Response> | undefined) => void;
  #isClaimed = false;

  constructor(request: RequestParts) {
    this.#request = request;
    this.response = new Promise((resolve) => {
      this.#settle = resolve;
    });
  }

  offerTo(client: Client): void {
    if (this.#isClaimed) return;
    const { port1, port2 } = new MessageChannel();
    this.#ports.add(port1);
    port1.onmessage = ({ data }: MessageEvent<AnswerMessage>) => {
      if (data.type === "claim") this.#claimed(port1);
    };
    const offer: RequestOffer = { type: "tabd:offer", request: this.#request };
    client.postMessage(offer, [port2]);
  }

  withdraw(): void {
    if (!this.#isClaimed) this.#settle(undefined);
    this.#isClaimed = true;
    for (const port of this.#ports) port.close();
  }

  #claimed(port: MessagePort): void {
    if (this.#isClaimed) return port.close();
    this.#isClaimed = true;
    for (const other of this.#ports) if (other !== port) other.close();
    this.#settle(answer(port));
  }
}

/** The answer that comes through the port. */
function answer(port: MessagePort): Promise<Response> {
  const demand = (message: DemandMessage): void => port.postMessage(message);
  return new Promise((resolve) => {
    let controller: ReadableStreamDefaultController<Uint8Array>;
    /** Ends the wait for a chunk. */
    let pulled = (): void => {};
    const body = new ReadableStream<Uint8Array>(
      {
        start: (own) => void (controller = own),
        pull: () => {
          demand("pull");
          return new Promise((done) => {
            pulled = done;
          });
        },
        cancel: () => demand("cancel"),
      },
      { highWaterMark: 0 },
    );
    port.onmessage = ({ data }: MessageEvent<AnswerMessage>) => {
      switch (data.type) {
        case "head": {
          const { status, statusText, headers, hasBody } = data;
          resolve(new Response(hasBody ? body : null, { status, statusText, headers }));
          break;
        }
        case "chunk":
          controller.enqueue(data.bytes);
          break;
        case "end":
          controller.close();
          break;
        case "error":
          controller.error(new TypeError(data.message));
          resolve(new Response(data.message, { status: 500 }));
          break;
        case "claim":
      }
      pulled();
    };
    demand("go");
  });
}
