import { definePlatform } from "./define-global.ts";

/** workerd's default `autoAllocateChunkSize`, in bytes (`api/streams`). */
const CHUNK_SIZE = 4096;

/**
 * Gives byte sources workerd's default `autoAllocateChunkSize`: without one, a source that is read
 * by a default reader has no `byobRequest` in the browser, and code that waits for it hangs.
 */
export function installByteSources(): void {
  const Following = new Proxy(ReadableStream, {
    construct(
      target,
      [source, ...rest]: [UnderlyingByteSource | undefined, ...unknown[]],
      newTarget,
    ) {
      return Reflect.construct(target, [withChunkSize(source), ...rest], newTarget) as object;
    },
  });
  definePlatform(ReadableStream.prototype, "constructor", Following);
  definePlatform(globalThis, "ReadableStream", Following);
}

function withChunkSize(source: UnderlyingByteSource | undefined): unknown {
  if (source?.type !== "bytes" || source.autoAllocateChunkSize !== undefined) return source;
  return {
    type: "bytes",
    autoAllocateChunkSize: CHUNK_SIZE,
    // The platform calls these with the source as `this`.
    start: source.start?.bind(source),
    pull: source.pull?.bind(source),
    cancel: source.cancel?.bind(source),
  };
}
