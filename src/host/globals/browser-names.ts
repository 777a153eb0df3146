/** The names in workerd's global scope and its prototypes. */
const WORKERD = new Set(
  (
    "AbortController AbortSignal AggregateError Array ArrayBuffer AsyncDisposableStack Atomics " +
    "BigInt BigInt64Array BigUint64Array Blob Body Boolean ByteLengthQueuingStrategy Cache " +
    "CacheStorage CloseEvent Cloudflare CompressionStream CountQueuingStrategy Crypto CryptoKey " +
    "CustomEvent DOMException DataView Date DecompressionStream DisposableStack Error ErrorEvent " +
    "EvalError Event EventSource EventTarget ExtendableEvent FetchEvent File FinalizationRegistry " +
    "FixedLengthStream Float16Array Float32Array Float64Array FormData Function HTMLRewriter " +
    "Headers IdentityTransformStream Infinity Int16Array Int32Array Int8Array Intl Iterator JSON " +
    "Map Math MessageChannel MessageEvent MessagePort NaN Navigator Number Object Promise " +
    "PromiseRejectionEvent Proxy RangeError ReadableByteStreamController ReadableStream " +
    "ReadableStreamBYOBReader ReadableStreamBYOBRequest ReadableStreamDefaultController " +
    "ReadableStreamDefaultReader ReferenceError Reflect RegExp Request Response ScheduledEvent " +
    "ServiceWorkerGlobalScope Set SharedArrayBuffer String SubtleCrypto SuppressedError Symbol " +
    "SyntaxError TailEvent TextDecoder TextDecoderStream TextEncoder TextEncoderStream TraceEvent " +
    "TransformStream TransformStreamDefaultController TypeError URIError URL URLPattern " +
    "URLSearchParams Uint16Array Uint32Array Uint8Array Uint8ClampedArray WeakMap WeakRef WeakSet " +
    "WebAssembly WebSocket WebSocketPair WebSocketRequestResponsePair WorkerGlobalScope " +
    "WritableStream WritableStreamDefaultController WritableStreamDefaultWriter addEventListener " +
    "atob btoa caches clearInterval clearTimeout console constructor crypto decodeURI " +
    "decodeURIComponent dispatchEvent encodeURI encodeURIComponent escape eval fetch globalThis " +
    "isFinite isNaN navigator origin parseFloat parseInt performance queueMicrotask " +
    "removeEventListener reportError scheduler self setInterval setTimeout structuredClone " +
    "undefined unescape"
  ).split(" "),
);

/** Channels, databases and locks: the host needs them, and own-names.ts guards them. */
const KEPT = /^(?:IDB.+|indexedDB|BroadcastChannel|Lock|LockManager|WorkerNavigator)$/;

const platformLocation: unknown = globalThis.location;

/** The global object and its prototypes. */
const scopes: readonly object[] = scopesOf(globalThis);

/** Taken at load, before anything is added: the browser's own names only. */
const hidden = scopes.map((scope) =>
  Object.getOwnPropertyNames(scope).filter((name) => !WORKERD.has(name) && !KEPT.test(name)),
);

/**
 * Removes the browser's globals that workerd lacks. Libraries detect their environment by them: by
 * `location`, `importScripts` or `XMLHttpRequest` they would take a host for a browser's worker.
 * References taken earlier keep working.
 */
export function hideBrowserNames(): void {
  for (const [index, scope] of scopes.entries()) {
    // Some properties cannot be deleted; they stay.
    for (const name of hidden[index] ?? []) Reflect.deleteProperty(scope, name);
  }
}

/**
 * Restores `globalThis.location` during the synchronous part of `callback`: sql.js reads it when it
 * loads.
 */
export function withLocation<T>(callback: () => T): T {
  if ("location" in globalThis) return callback();
  const holder = globalThis as { location?: unknown };
  holder.location = platformLocation;
  try {
    return callback();
  } finally {
    delete holder.location;
  }
}

function scopesOf(scope: object): object[] {
  const found: object[] = [];
  for (let next: object | null = scope; next !== null && next !== Object.prototype;) {
    found.push(next);
    next = Object.getPrototypeOf(next) as object | null;
  }
  return found;
}
