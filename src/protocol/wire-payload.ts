import { openContext } from "../rpc/context.ts";
import { decodeValue } from "../rpc/decode.ts";
import { encodeValue } from "../rpc/encode.ts";
import type { ExportedClass } from "../rpc/bindings/durable-object-class.ts";
import type { FetchSettled, RpcHook, Settled } from "../rpc/hook.ts";
import type { HttpRequest, HttpResponse } from "../rpc/http/http-message.ts";
import type { External, Payload } from "../rpc/payload.ts";
import { captureProps } from "../rpc/bindings/props.ts";
import { stubMaker } from "../rpc/rpc-stub.ts";
import type {
  WireExternal,
  WireFetchSettled,
  WirePayload,
  WireRequest,
  WireResponse,
  WireSettled,
  WireSinkStub,
  WireSocketStub,
  WireStub,
  WireTarget,
} from "./wire.ts";
import { SocketTarget, socketEndOf } from "./wire-socket.ts";
import { readableOf, SinkTarget, streamOf, writableOf } from "./wire-stream.ts";

/** What a session adds to the form of values: the ends of hooks, and objects beside messages. */
export interface Link {
  /** Offers a hook to the other end. Takes it over. */
  exportHook(hook: RpcHook): WireTarget;
  exportDisposer(disposer: Disposable): Disposable;
  /** A hook to what the other end offers. Takes the stub over. */
  importHook(stub: WireStub): RpcHook;
  attach(object: object): number;
  detach(number: number): object;
}

type WireClass = Extract<WireExternal, { readonly kind: "class" }>;

/** What capnweb hands over as an argument is disposed when the call returns: keep a copy. */
type Ownership = "argument" | "result";

export function encodePayload(payload: Payload, link: Link): WirePayload {
  const { bytes, externals, disposer } = payload;
  const wire = {
    bytes: ownBytes(bytes),
    externals: externals.map((external) => encodeExternal(external, link)),
  };
  return disposer === undefined ? wire : { ...wire, disposer: link.exportDisposer(disposer) };
}

export function decodePayload(wire: WirePayload, link: Link, ownership: Ownership): Payload {
  const { bytes, externals, disposer } = wire;
  const payload = {
    bytes,
    externals: externals.map((external) => decodeExternal(external, link, ownership)),
  };
  return disposer === undefined
    ? payload
    : { ...payload, disposer: keep(disposer as WireStub, ownership) };
}

export function encodeSettled(settled: Settled, link: Link): WireSettled {
  const payload = encodePayload(settled.payload, link);
  return settled.ok ? { ok: true, payload } : { ok: false, payload, marks: settled.marks };
}

export function decodeSettled(wire: WireSettled, link: Link): Settled {
  const payload = decodePayload(wire.payload, link, "result");
  return wire.ok ? { ok: true, payload } : { ok: false, payload, marks: wire.marks };
}

export function encodeFetchSettled(settled: FetchSettled, link: Link): WireFetchSettled {
  if (settled.ok) return { ok: true, response: encodeResponse(settled.response) };
  return { ok: false, payload: encodePayload(settled.payload, link), marks: settled.marks };
}

export function decodeFetchSettled(wire: WireFetchSettled, link: Link): FetchSettled {
  if (wire.ok) return { ok: true, response: decodeResponse(wire.response) };
  return { ok: false, payload: decodePayload(wire.payload, link, "result"), marks: wire.marks };
}

export function encodeRequest(request: HttpRequest): WireRequest {
  const { method, url, headers, body, redirect, cf } = request;
  return {
    ...{ method, url, headers, redirect, body: body === null ? null : streamOf(body) },
    ...(cf !== undefined && { cf }),
  };
}

export function decodeRequest(wire: WireRequest): HttpRequest {
  return { ...wire, body: wire.body === null ? null : readableOf(wire.body) };
}

function encodeResponse(response: HttpResponse): WireResponse {
  const { status, statusText, headers, body, webSocket } = response;
  const wire = { status, statusText, headers, body: body === null ? null : streamOf(body) };
  return webSocket === undefined ? wire : { ...wire, webSocket: new SocketTarget(webSocket) };
}

function decodeResponse({ webSocket, ...wire }: WireResponse): HttpResponse {
  const response = { ...wire, body: wire.body === null ? null : readableOf(wire.body) };
  return webSocket === undefined
    ? response
    : { ...response, webSocket: socketEndOf(webSocket as unknown as WireSocketStub) };
}

function encodeExternal(external: External, link: Link): WireExternal {
  switch (external.kind) {
    case "stub":
    case "fetcher":
      return { kind: external.kind, target: link.exportHook(external.hook) };
    case "class":
      return encodeClass(external.exported, link);
    case "readable":
      return { kind: "readable", stream: streamOf(external.stream) };
    case "writable":
      return { kind: "writable", sink: new SinkTarget(external.stream) };
    case "request":
      return { kind: "request", request: encodeRequest(external.request) };
    case "response":
      return { kind: "response", response: encodeResponse(external.response) };
    case "blob":
      return { kind: "blob", object: link.attach(external.blob) };
    case "signal": {
      const { aborted, later } = external.signal;
      return {
        ...{ kind: "signal", later: later === null ? null : streamOf(later) },
        ...(aborted !== undefined && { aborted }),
      };
    }
    case "headers":
      return external;
  }
}

function decodeExternal(wire: WireExternal, link: Link, ownership: Ownership): External {
  switch (wire.kind) {
    case "stub":
    case "fetcher":
      return { kind: wire.kind, hook: link.importHook(keep(wire.target as WireStub, ownership)) };
    case "class":
      return { kind: "class", exported: decodeClass(wire, link, ownership) };
    case "readable":
      return { kind: "readable", stream: readableOf(wire.stream) };
    case "writable": {
      const sink = wire.sink as WireSinkStub;
      return { kind: "writable", stream: writableOf(keep(sink, ownership)) };
    }
    case "request":
      return { kind: "request", request: decodeRequest(wire.request) };
    case "response":
      return { kind: "response", response: decodeResponse(wire.response) };
    case "blob":
      return { kind: "blob", blob: link.detach(wire.object) as Blob };
    case "signal": {
      const { aborted, later } = wire;
      return {
        kind: "signal",
        signal: { aborted, later: later === null ? null : readableOf(later) },
      };
    }
    case "headers":
      return wire;
  }
}

function encodeClass({ className, makeProps }: ExportedClass, link: Link): WireClass {
  const options = { maker: stubMaker, context: openContext, stubs: "dup" } as const;
  const props = encodePayload(encodeValue(makeProps(), options), link);
  return { kind: "class", className, props };
}

function decodeClass({ className, props }: WireClass, link: Link, own: Ownership): ExportedClass {
  const { value } = decodeValue(decodePayload(props, link, own), stubMaker);
  return { className, makeProps: captureProps(value as object) };
}

function keep<T>(stub: T & { dup(): T }, ownership: Ownership): T {
  return ownership === "argument" ? stub.dup() : stub;
}

/** Bytes that have their memory for themselves: a message would carry all of what is around. */
function ownBytes(bytes: Uint8Array): Uint8Array {
  return bytes.byteLength === bytes.buffer.byteLength ? bytes : bytes.slice();
}
