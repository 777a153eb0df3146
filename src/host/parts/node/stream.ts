/** `node:stream` and its relatives. */
import process from "process/browser.js";
import stream from "readable-stream/lib/stream.js";
import * as web from "unenv/node/stream/web";

import { withRefusals } from "./missing-members.ts";
import { installConversions } from "./stream-web.ts";

// The library's uses one `setTimeout` for all objects, and an object's timers end with the object.
process.nextTick = (callback, ...args) => queueMicrotask(() => callback(...args));

installConversions();

type Members = Readonly<Record<string, unknown>>;

const { promises } = stream as unknown as { readonly promises: Members };
const all = withRefusals("node:stream", { ...stream, promises }, [
  "duplexPair",
  "_isArrayBufferView",
]);

/** @param Buffer of `node:buffer` */
export const streamModules = (Buffer: { from(data: ArrayBuffer): unknown }) => ({
  stream: { ...all, default: stream },
  "stream/promises": { ...promises, promises, default: promises },
  "stream/consumers": consumers(Buffer),
  "stream/web": webClasses(),
  ...oldNames(),
});

/** Modules that Node had before `node:stream`: each is one of its classes. */
function oldNames(): Readonly<Record<string, Members>> {
  return Object.fromEntries(
    ["Duplex", "PassThrough", "Readable", "Transform", "Writable"].map((name) => {
      const Class = all[name] as object;
      return [`_stream_${name.toLowerCase()}`, { ...Class, [name]: Class, default: Class }];
    }),
  );
}

type Chunks = ReadableStream | AsyncIterable<unknown>;

function consumers(Buffer: { from(data: ArrayBuffer): unknown }): Members {
  const text = async (source: Chunks): Promise<string> => (await collect(source)).text();
  const arrayBuffer = async (source: Chunks): Promise<ArrayBuffer> =>
    (await collect(source)).arrayBuffer();
  const members = {
    arrayBuffer,
    blob: collect,
    buffer: async (source: Chunks) => Buffer.from(await arrayBuffer(source)),
    json: async (source: Chunks) => JSON.parse(await text(source)) as unknown,
    text,
  };
  return { ...members, default: members };
}

async function collect(source: Chunks): Promise<Blob> {
  if (source instanceof ReadableStream) return new Response(source).blob();
  const chunks: BlobPart[] = [];
  for await (const chunk of source) chunks.push(chunk as BlobPart);
  return new Blob(chunks);
}

/** The global classes, not the library's: tabd replaces some of them. */
function webClasses(): Members {
  const names = Object.keys(web).filter((name) => name in globalThis);
  const classes = Object.fromEntries(names.map((name) => [name, Reflect.get(globalThis, name)]));
  return { ...web, ...classes, default: { ...web.default, ...classes } };
}

export const { Transform } = stream;
