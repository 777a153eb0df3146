import { captureProps } from "../rpc/bindings/props.ts";
import { openContext } from "../rpc/context.ts";
import { decodeValue } from "../rpc/decode.ts";
import { encodeValue } from "../rpc/encode.ts";
import type { HttpRequest, HttpResponse } from "../rpc/http/http-message.ts";
import type { ExportedClass, External, Payload } from "../rpc/hook.ts";
import type { ChannelEnd, Link } from "./channel.ts";
import type { WireExternal, WirePayload, WireRequest, WireResponse } from "./wire.ts";
import { joinSocket, offerSocket } from "./wire-socket.ts";
import { joinReadable, joinWritable, offerReadable, offerWritable } from "./wire-stream.ts";

type WireClass = Extract<WireExternal, { readonly kind: "class" }>;

export function encodePayload({ bytes, externals, disposer }: Payload, link: Link): WirePayload {
  const own = ownBytes(bytes);
  if (externals.length === 0 && disposer === undefined) return own;
  return {
    bytes: own,
    externals: externals.map((external) => encodeExternal(external, link)),
    disposer: disposer === undefined ? undefined : link.open(new DisposerOffer(disposer)),
  };
}

export function decodePayload(wire: WirePayload, link: Link): Payload {
  if (wire instanceof Uint8Array) return { bytes: wire, externals: [] };
  const { bytes, externals, disposer } = wire;
  const payload = {
    bytes,
    externals: externals.map((external) => decodeExternal(external, link)),
  };
  return disposer === undefined ? payload : { ...payload, disposer: joinDisposer(disposer, link) };
}

export function encodeRequest(request: HttpRequest, link: Link): WireRequest {
  const { method, url, headers, body, redirect, cf, abandoned } = request;
  return {
    ...{ method, url, headers, redirect, body: body === null ? null : offerReadable(body, link) },
    ...(cf !== undefined && { cf }),
    ...(abandoned !== undefined && { abandonable: true }),
  };
}

export function decodeRequest(wire: WireRequest, link: Link): HttpRequest {
  return { ...wire, body: wire.body === null ? null : joinReadable(wire.body, link) };
}

export function encodeResponse(response: HttpResponse, link: Link): WireResponse {
  const { status, statusText, headers, body, webSocket } = response;
  return {
    ...{ status, statusText, headers },
    body: body instanceof ReadableStream ? offerReadable(body, link) : body,
    ...(webSocket !== undefined && { webSocket: offerSocket(webSocket, link) }),
  };
}

export function decodeResponse({ webSocket, ...wire }: WireResponse, link: Link): HttpResponse {
  return {
    ...{ ...wire, body: typeof wire.body === "number" ? joinReadable(wire.body, link) : wire.body },
    ...(webSocket !== undefined && { webSocket: joinSocket(webSocket, link) }),
  };
}

function encodeExternal(external: External, link: Link): WireExternal {
  switch (external.kind) {
    case "stub":
    case "fetcher":
      return { kind: external.kind, channel: link.exportHook(external.hook) };
    case "class":
      return encodeClass(external.exported, link);
    case "readable":
      return { kind: "readable", channel: offerReadable(external.stream, link) };
    case "writable":
      return { kind: "writable", channel: offerWritable(external.stream, link) };
    case "request":
      return { kind: "request", request: encodeRequest(external.request, link) };
    case "response":
      return { kind: "response", response: encodeResponse(external.response, link) };
    case "signal": {
      const { aborted, later } = external.signal;
      return {
        ...{ kind: "signal", later: later === null ? null : offerReadable(later, link) },
        ...(aborted !== undefined && { aborted }),
      };
    }
    case "blob":
    case "headers":
      return external;
  }
}

function decodeExternal(wire: WireExternal, link: Link): External {
  switch (wire.kind) {
    case "stub":
    case "fetcher":
      return { kind: wire.kind, hook: link.importHook(wire.channel) };
    case "class":
      return { kind: "class", exported: decodeClass(wire, link) };
    case "readable":
      return { kind: "readable", stream: joinReadable(wire.channel, link) };
    case "writable":
      return { kind: "writable", stream: joinWritable(wire.channel, link) };
    case "request":
      return { kind: "request", request: decodeRequest(wire.request, link) };
    case "response":
      return { kind: "response", response: decodeResponse(wire.response, link) };
    case "signal": {
      const { aborted, later } = wire;
      return {
        kind: "signal",
        signal: { aborted, later: later === null ? null : joinReadable(later, link) },
      };
    }
    case "blob":
    case "headers":
      return wire;
  }
}

function encodeClass({ className, makeProps }: ExportedClass, link: Link): WireClass {
  const options = { context: openContext, stubs: "dup" } as const;
  const props = encodePayload(encodeValue(makeProps(), options), link);
  return { kind: "class", className, props };
}

function decodeClass({ className, props }: WireClass, link: Link): ExportedClass {
  const { value } = decodeValue(decodePayload(props, link));
  return { className, makeProps: captureProps(value as object) };
}

/** Disposes an object of this end when the other end releases its copy. */
class DisposerOffer implements ChannelEnd {
  readonly #disposer: Disposable;

  constructor(disposer: Disposable) {
    this.#disposer = disposer;
  }

  receive(): void {}

  closed(): void {
    this.#disposer[Symbol.dispose]();
  }
}

function joinDisposer(number: number, link: Link): Disposable {
  const channel = link.join(number, { receive: () => undefined, closed: () => undefined });
  return { [Symbol.dispose]: () => link.close(channel) };
}

/** Bytes that do not share their memory: a message would carry all of it. */
function ownBytes(bytes: Uint8Array): Uint8Array {
  return bytes.byteLength === bytes.buffer.byteLength ? bytes : bytes.slice();
}
