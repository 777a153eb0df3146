import { decodeFailure, encodeFailure } from "../rpc/failure.ts";
import { closeWriter, readFrom, writeTo } from "../rpc/streams/stream-io.ts";
import { takeReadable } from "../rpc/streams/stream-transfer.ts";
import { type ChannelEnd, connectionLost, type Link } from "./channel.ts";
import type { WireFailure } from "./wire.ts";

/** The number of bytes of a stream that may be in transit, or wait for their reader. */
const WINDOW = 256 << 10;

/** Sends a readable stream to the other end, and takes ownership of it. @returns the channel. */
export function offerReadable(stream: ReadableStream<Uint8Array>, link: Link): number {
  const reader = stream.getReader();
  let free = WINDOW;
  let ended = false;
  let go = (): void => undefined;
  const channel = link.open({
    receive(_channel, kind, [content]) {
      if (kind === "taken") {
        free += content as number;
        go();
      } else {
        stop(fromWire(content as WireFailure));
        link.forget(channel);
      }
    },
    closed: (lost) => stop(lost),
  });
  const stop = (reason: unknown): void => {
    ended = true;
    go();
    void reader.cancel(reason).catch(() => undefined);
  };
  const pump = async (): Promise<void> => {
    try {
      for (;;) {
        const { done, value } = await readFrom(reader);
        if (ended) return;
        if (done) break;
        link.send(channel, "chunk", value);
        free -= value.byteLength;
        if (free > 0) continue;
        await new Promise<void>((resolve) => {
          go = resolve;
        });
      }
      link.send(channel, "end");
    } catch (error) {
      if (ended) return;
      link.send(channel, "fail", toWire(error));
    }
    link.forget(channel);
  };
  void pump();
  return channel;
}

/** The readable stream that the other end has opened as `number`. */
export function joinReadable(number: number, link: Link): ReadableStream<Uint8Array> {
  /** Received chunks; the last item may be the stream's end or its failure. */
  const arrived: (Uint8Array | "end" | { readonly error: unknown })[] = [];
  let wake = (): void => undefined;
  let taken = 0;
  const put = (item: (typeof arrived)[number]): void => {
    arrived.push(item);
    wake();
  };
  const channel = link.join(number, {
    receive(_channel, kind, [content]) {
      if (kind === "chunk") return put(content as Uint8Array);
      link.forget(channel);
      put(kind === "end" ? "end" : { error: fromWire(content as WireFailure) });
    },
    closed: (lost) => put({ error: connectionLost(lost ?? new Error("the stream was closed")) }),
  });
  const source: UnderlyingDefaultSource<Uint8Array> = {
    async pull(controller) {
      while (arrived.length === 0) {
        // oxlint-disable-next-line no-await-in-loop -- the chunks come one after the other
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      const next = arrived.shift();
      if (next === "end" || next === undefined) return controller.close();
      if (!(next instanceof Uint8Array)) return controller.error(next.error);
      taken += next.byteLength;
      if (taken >= WINDOW / 4) {
        link.send(channel, "taken", taken);
        taken = 0;
      }
      controller.enqueue(next);
    },
    cancel(reason) {
      link.send(channel, "cancel", toWire(reason));
      link.forget(channel);
    },
  };
  return takeReadable(new ReadableStream(source, { highWaterMark: 0 }));
}

/** Offers a writable stream to the other end. @returns the channel. */
export function offerWritable(stream: WritableStream, link: Link): number {
  return link.open(new WritableOffer(stream, link));
}

class WritableOffer implements ChannelEnd {
  readonly #writer: WritableStreamDefaultWriter;
  readonly #link: Link;
  #ended = false;

  constructor(stream: WritableStream, link: Link) {
    this.#link = link;
    this.#writer = stream.getWriter();
    // Each write reports its failure.
    this.#writer.closed.catch(() => undefined);
  }

  receive(channel: number, kind: string, [content]: readonly unknown[]): void {
    if (kind !== "write") this.#ended = true;
    const done =
      kind === "write"
        ? writeTo(this.#writer, content)
        : kind === "finish"
          ? closeWriter(this.#writer)
          : this.#writer.abort(fromWire(content as WireFailure));
    done.then(
      () => this.#link.send(channel, "done", null),
      (error: unknown) => this.#link.send(channel, "done", toWire(error)),
    );
  }

  /** A stream that was not closed stays unfinished. */
  closed(): void {
    if (this.#ended) return;
    this.#ended = true;
    const reason = new Error(
      "WritableStream received over RPC was disconnected because the remote execution context " +
        "has ended.",
    );
    void this.#writer.abort(reason).catch(() => undefined);
  }
}

/** The writable stream that the other end has opened as `number`. */
export function joinWritable(number: number, link: Link): WritableStream {
  const waiting: { resolve(): void; reject(error: unknown): void }[] = [];
  const channel = link.join(number, {
    receive(_channel, _kind, [failure]) {
      const next = waiting.shift();
      if (failure === null) next?.resolve();
      else next?.reject(fromWire(failure as WireFailure));
    },
    closed(lost) {
      const error = connectionLost(lost ?? new Error("the stream was closed"));
      for (const { reject } of waiting.splice(0)) reject(error);
    },
  });
  const ask = (kind: "write" | "finish" | "abort", content?: unknown): Promise<void> =>
    new Promise((resolve, reject) => {
      if (link.lost !== undefined) return reject(connectionLost(link.lost));
      waiting.push({ resolve, reject });
      link.send(channel, kind, content);
    });
  return new WritableStream({
    // A chunk that cannot be cloned fails this write, not the session.
    write: (chunk: unknown) =>
      ask("write", chunk instanceof Uint8Array ? chunk : structuredClone(chunk)),
    async close() {
      await ask("finish");
      link.close(channel);
    },
    async abort(reason) {
      await ask("abort", toWire(reason));
      link.close(channel);
    },
  });
}

/** With all its marks, and with the fields of a DOMException, which the serialized bytes lack. */
function toWire(error: unknown): WireFailure {
  const { remote, durableObjectReset } = (error ?? {}) as Record<string, unknown>;
  const { payload, marks } = encodeFailure(error, { remote: remote === true });
  const reset = durableObjectReset === true ? { durableObjectReset } : {};
  return { bytes: payload.bytes, marks: { ...marks, ...reset } };
}

function fromWire({ bytes, marks }: WireFailure): unknown {
  return decodeFailure({ ok: false, payload: { bytes, externals: [] }, marks });
}
