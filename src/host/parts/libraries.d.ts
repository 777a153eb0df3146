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
