import { asked, rows, unsupported } from "./row.ts";

/** Other globals of Workers. */
export const platformRows = [
  ...rows("Platform", {
    "IdentityTransformStream, readAtLeast()": asked("byte-streams/identity:"),
    FixedLengthStream: asked("byte-streams/fixed:"),
    "ReadableStream.from()": asked("byte-streams/from:"),
    "byte sources: the default autoAllocateChunkSize": asked("web-platform/byte source:"),
    "CompressionStream, DecompressionStream": asked(
      "web-platform/compression: writes",
      "web-platform/compression: decompression",
      "web-platform/compression: names",
    ),
    "CompressionStream, DecompressionStream: messages for invalid data": asked(
      "web-platform/compression: data",
      "web-platform/compression: chunks",
    ),
    "FormData of a body": asked("web-platform/form:"),
    "new WebSocket(): arguments": asked("web-platform/WebSocket:"),
    EventSource: asked("web-platform/EventSource:"),
    "Event.timeStamp": asked("web-platform/Event:"),
    "Blob, File: the option endings": asked("web-platform/Blob:"),
    "request.cf: as the constructor's option or the page sets it": asked("web-platform/request:"),
    "import.meta": asked("web-platform/module:"),
    "cloudflare:node, sockets, workflows: imported": asked("cloudflare-modules/import:"),
    "cloudflare:workflows: NonRetryableError": asked("cloudflare-modules/workflows:"),
    "another module of Cloudflare's": asked("cloudflare-modules/missing:"),
    "cloudflare:sockets: connect()": unsupported("a page cannot open TCP connections"),
    "cloudflare:node: servers": unsupported("a page cannot run a Node server"),
    "crypto: digest() with MD5, DigestStream": asked("crypto/digest", "crypto/DigestStream:"),
    "crypto: timingSafeEqual()": asked("crypto/timingSafeEqual"),
    "navigator, performance, the global scope": asked(
      "platform/navigator:",
      "platform/performance:",
      "platform/global: its",
      "platform/global: names by which libraries detect a browser",
    ),
    "the global scope: all names": asked("platform/global: names that only one of the two has"),
    "eval() and Function() in handlers are refused": asked("platform/code from strings: "),
    "module scope: no timers, requests or random values; time stands still": asked(
      "global-scope/module scope: refused operations",
      "global-scope/module scope: the time",
      "global-scope/in a handler",
    ),
    "module scope: no bodies, sockets, streams or intervals": asked(
      "global-scope/module scope: bodies, sockets, streams and intervals",
    ),
    "compiling WebAssembly from bytes is refused": asked("platform/code from bytes: WebAssembly"),
    "Cloudflare.compatibilityFlags": asked("platform/Cloudflare: flags that change something"),
    "Cloudflare.compatibilityFlags: flags without effect": asked(
      "platform/Cloudflare: flags that change nothing",
    ),
    "structuredClone()": asked(
      "structured-clone/copied:",
      "structured-clone/refused: values that cannot be cloned",
    ),
    "structuredClone(): a proxy": asked("structured-clone/refused: a proxy"),
    "AbortController, AbortSignal: reasons": asked("platform/abort:"),
    "DOMException: has a stack": asked("platform/DOMException:"),
    "setTimeout(), scheduler.wait()": asked("platform/timers:", "platform/scheduler:"),
  }),
];
