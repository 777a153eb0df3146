/** Libraries without declarations, or with declarations that are too broad here. */
declare module "@jspm/core/nodelibs/assert" {
  const assert: Readonly<Record<string, unknown>>;
  export default assert;
}

declare module "@jspm/core/nodelibs/util" {
  const util: Readonly<Record<string, unknown>>;
  export default util;
}

declare module "unenv/node/buffer" {
  const buffer: Readonly<Record<string, unknown>>;
  export default buffer;
}

declare module "unenv/node/events" {
  const EventEmitter: unknown;
  export default EventEmitter;
}

declare module "unenv/node/internal/util/mime" {
  export const MIMEType: unknown;
  export const MIMEParams: unknown;
}

declare module "@jspm/core/nodelibs/string_decoder" {
  const stringDecoder: Readonly<Record<string, unknown>>;
  export default stringDecoder;
}

declare module "@jspm/core/nodelibs/path" {
  const path: Readonly<Record<string, unknown>>;
  export default path;
}

declare module "@jspm/core/nodelibs/url" {
  const url: Readonly<Record<string, unknown>>;
  export default url;
}

declare module "process/browser.js" {
  const process: {
    nextTick: (callback: (...args: unknown[]) => unknown, ...args: unknown[]) => void;
  };
  export default process;
}

declare module "readable-stream/lib/stream.js" {
  export class Transform {
    push(chunk: unknown): boolean;
    _transform(chunk: unknown, encoding: string, done: (error: Error | null) => void): void;
    _flush(done: (error: Error | null) => void): void;
  }
  const stream: object & { readonly Transform: typeof Transform };
  export default stream;
}

declare module "unenv/node/*" {
  const module: Readonly<Record<string, unknown>>;
  export default module;
}
