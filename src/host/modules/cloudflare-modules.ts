import { nameClass } from "../../rpc/class-name.ts";
import type { LazyBuiltins } from "./builtins.ts";

const unsupported = (call: string, reason: string) => (): never => {
  throw new Error(`${call} is not supported in tabd: ${reason}`);
};

const NO_SOCKETS = "a page cannot open TCP connections.";
const NO_SERVER = "a page cannot run a Node server.";

/** As in wrangler; workerd alone lacks `cloudflare:email`. Nothing here sends a message. */
class EmailMessage {
  static {
    nameClass(this, "EmailMessage");
  }

  readonly from: string;
  readonly to: string;
  readonly raw: unknown;

  constructor(from: string, to: string, raw: unknown) {
    this.from = from;
    this.to = to;
    this.raw = raw;
  }
}

class NonRetryableError extends Error {
  constructor(message: string, name = "NonRetryableError") {
    super(message);
    this.name = name;
  }
}

/** Modules that code may import without using them: what tabd lacks throws at the call. */
export const cloudflareModules: LazyBuiltins = {
  "cloudflare:email": async () => ({ EmailMessage }),
  "cloudflare:node": async () => ({
    connectHandler: unsupported("connectHandler()", NO_SERVER),
    handleAsNodeConnection: unsupported("handleAsNodeConnection()", NO_SERVER),
    handleAsNodeRequest: unsupported("handleAsNodeRequest()", NO_SERVER),
    httpServerHandler: unsupported("httpServerHandler()", NO_SERVER),
  }),
  "cloudflare:sockets": async () => ({
    connect: unsupported("connect()", NO_SOCKETS),
    internalNewHttpClient: unsupported("internalNewHttpClient()", NO_SOCKETS),
  }),
  "cloudflare:workflows": async () => ({ NonRetryableError }),
};
