import { type ActorId, ActorIdFactory } from "../codec/actor-id.ts";
import type { HostBinding } from "../protocol/host-interface.ts";
import type { Session } from "../protocol/session.ts";
import { makeDurableObjectClass } from "../rpc/bindings/durable-object-class.ts";
import { makeColoLocalNamespace, makeNamespace } from "../rpc/bindings/durable-object-namespace.ts";
import { type Fetcher, makeFetcher } from "../rpc/bindings/fetcher.ts";
import type { RpcHook } from "../rpc/hook.ts";

/** The bindings as the page has them: the same names, and the same kinds of things behind them. */
export function makeEnv(
  session: Session,
  bindings: Readonly<Record<string, HostBinding>>,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(bindings).map(([name, binding]) => [name, bindingValue(session, binding)]),
  );
}

/** A service of the host: its default export, or an entrypoint. */
export function makeHostService(session: Session, entrypoint?: string, props?: object): Fetcher {
  const address = {
    type: "service" as const,
    ...(entrypoint !== undefined && { entrypoint }),
    ...(props !== undefined && { props }),
  };
  return makeFetcher(session.open(address));
}

function bindingValue(session: Session, binding: HostBinding): unknown {
  switch (binding.type) {
    case "namespace": {
      const { className, uniqueKey } = binding;
      const hook = ({ hex, name }: ActorId): RpcHook =>
        session.open({ type: "actor", className, id: hex, ...(name !== undefined && { name }) });
      return uniqueKey === undefined
        ? makeColoLocalNamespace(hook)
        : makeNamespace({ ids: new ActorIdFactory(uniqueKey), hook });
    }
    case "service":
      return makeHostService(session, binding.entrypoint, binding.props);
    case "class":
      return makeDurableObjectClass({
        className: binding.className,
        makeProps: () => structuredClone(binding.props ?? {}),
      });
    case "value":
      return binding.value;
  }
}
