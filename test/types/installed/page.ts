import { serve, type Server } from "tabd";
import { DurableObject } from "tabd/cloudflare-workers";
import { host } from "tabd/worker";

export class Thing extends DurableObject {
  count(): Promise<unknown> {
    return this.ctx.storage?.get("count") ?? Promise.resolve();
  }
}

export async function start(): Promise<Server<unknown>> {
  host({ Thing });
  const server = await serve(
    {
      modules: { "main.js": "export default {}" },
      compatibilityDate: "2026-11-17",
      bindings: { GREETING: { text: "hello" } },
    },
    { assets: { wasm: "/sqlite.wasm" } },
  );
  // @ts-expect-error -- there is no such binding
  console.assert(server.env.GREETINGS === undefined);
  await server[Symbol.asyncDispose]();
  return server;
}
