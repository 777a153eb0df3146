import { type EventOf, type Server, serve } from "tabd";
import type { Env, Message } from "../worker/room.ts";

/** A page's `env` is the worker's: its namespaces, services and stubs have Workers' own types. */
export async function visit(): Promise<Message> {
  await using server: Server<Env> = await serve<Env>({
    worker: () => new Worker(new URL("./host.ts", import.meta.url), { type: "module" }),
    compatibilityDate: "2026-11-17",
    durableObjectNamespaces: [{ className: "Room", uniqueKey: "rooms", enableSql: true }],
    durableObjectStorage: { localDisk: "rooms" },
    bindings: {
      ROOMS: { durableObjectNamespace: "Room" },
      GREETER: { service: { name: "main", entrypoint: "Greeter" } },
      MOTTO: { text: "be kind" },
    },
  });
  const room = server.env.ROOMS.getByName("kitchen");
  const message = await room.say("hello");
  const name: string = await room.topic().name();
  const greeting: string = await server.env.GREETER.greet(name);
  const motto: string = server.env.MOTTO;
  const id: DurableObjectId = server.env.ROOMS.idFromName("hall");
  const count: number = await server.env.ROOMS.get(id).count();
  server.events.on("alarm-failed", (event: EventOf<"alarm-failed">) => {
    console.log(event.retryAt, count, greeting, motto);
  });
  const response = await server.fetch("https://example.com/kitchen", { cf: { country: "DE" } });
  console.log(response.status);
  return { text: message.text, sent: message.sent };
}

/** Without its own type, `env` accepts any name. */
export async function untyped(server: Server): Promise<unknown> {
  return server.env["ROOMS"].getByName("kitchen").say("hello");
}

/** A literal configuration gives `env` its names; the class stays unknown. */
export async function literal(): Promise<string> {
  const server = await serve({
    modules: { "main.js": "" },
    compatibilityDate: "2026-11-17",
    durableObjectNamespaces: [{ className: "Room", uniqueKey: "rooms" }],
    durableObjectStorage: "inMemory",
    bindings: {
      ROOMS: { durableObjectNamespace: "Room" },
      GREETER: { service: { entrypoint: "Greeter" } },
      MOTTO: { text: "be kind" },
      LIMITS: { json: { rooms: 3 } },
    },
  });
  const room = server.env.ROOMS.getByName("kitchen");
  const message: { text: string } = await room.say("hello");
  const status: number = (await room.fetch("http://room/")).status;
  const rooms: number = server.env.LIMITS.rooms;
  return `${message.text} ${server.env.MOTTO.length} ${status} ${rooms}`;
}
