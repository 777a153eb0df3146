import type { HostTargets } from "../protocol/host-interface.ts";
import type { Session } from "../protocol/session.ts";
import { makeStub } from "../rpc/rpc-stub.ts";

/** A target of the host, whose methods return native promises. */
export function hostTarget<Type extends keyof HostTargets>(
  session: Session,
  type: Type,
): HostTargets[Type] {
  type Methods = Readonly<Record<string, (...args: unknown[]) => PromiseLike<unknown>>>;
  const stub = makeStub(session.open({ type })) as unknown as Methods;
  return new Proxy({} as HostTargets[Type], {
    get: (_target, name) =>
      typeof name !== "string" || name === "then"
        ? undefined
        : async (...args: unknown[]) => stub[name]?.(...args),
  });
}
