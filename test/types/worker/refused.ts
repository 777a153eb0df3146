import type { Env, Room } from "./room.ts";

/** What must not compile. Each line that did would be reported as an unused expectation. */
export async function refused(env: Env, room: DurableObjectStub<Room>): Promise<void> {
  // @ts-expect-error -- a method that the class does not have
  await room.shout("hello");
  // @ts-expect-error -- an argument of the wrong type
  await room.say(7);
  // @ts-expect-error -- a result is a promise
  const count: number = room.count();
  // @ts-expect-error -- a name is not an id
  env.ROOMS.get("name");
  // @ts-expect-error -- a binding that the worker does not have
  void env.HALLS;
  void count;
}
