import { serve, type Server } from "tabd";
import { DurableObject } from "tabd/cloudflare-workers";
import "tabd/vite/client";
import { host } from "tabd/worker";
import { onReplaced, server as projectServer } from "virtual:tabd";

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

/** The server of the Vite plugin, whose `Env` is unknown here. */
export function watch(): Promise<Response> {
  onReplaced((next) => console.assert(next.role === "leader"));
  return projectServer.env["ROOMS"].getByName("lobby").fetch("http://rooms/");
}
