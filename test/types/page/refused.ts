import { type Server, serve } from "tabd";
import type { Env } from "../worker/room.ts";

/** What must not compile. Each line that did would be reported as an unused expectation. */
export async function refused(server: Server<Env>): Promise<void> {
  const room = server.env.ROOMS.getByName("kitchen");
  // @ts-expect-error -- a method that the class does not have
  await room.shout("hello");
  // @ts-expect-error -- an argument of the wrong type
  await room.say(7);
  // @ts-expect-error -- a protected member of the class
  void room.env;
  // @ts-expect-error -- a binding that the worker does not have
  void server.env.HALLS;
  // @ts-expect-error -- an event that there is not
  server.events.on("alarm-forgotten", () => undefined);
  // @ts-expect-error -- a namespace has a unique key, or is ephemeral
  await serve({ modules: {}, durableObjectNamespaces: [{ className: "Room" }] });
  await serve({
    modules: { "main.js": "" },
    // @ts-expect-error -- there is no setting for alarms
    alarms: "inMemory",
  });
  // @ts-expect-error -- a clock goes forward by a number
  await server.clock.advance("1 hour");
  const literal = await serve({
    modules: { "main.js": "" },
    compatibilityDate: "2026-11-17",
    bindings: { ROOMS: { durableObjectNamespace: "Room" }, MOTTO: { text: "be kind" } },
  });
  // @ts-expect-error -- a binding that the configuration does not have
  void literal.env.ROMS;
  // @ts-expect-error -- a method that namespaces do not have
  literal.env.ROOMS.getByNames("kitchen");
  // @ts-expect-error -- a string is not a number
  const motto: number = literal.env.MOTTO;
  void motto;
}
