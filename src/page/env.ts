import { ActorIdFactory } from "../codec/actor-id.ts";
import type { ActorAddress, HostBinding } from "../protocol/host-interface.ts";
import { openContext } from "../rpc/context.ts";
import { makeDurableObjectClass } from "../rpc/bindings/durable-object-class.ts";
import { makeColoLocalNamespace, makeNamespace } from "../rpc/bindings/durable-object-namespace.ts";
import { encodeValue } from "../rpc/encode.ts";
import { type Fetcher, makeFetcher } from "../rpc/bindings/fetcher.ts";
import type { RpcHook } from "../rpc/hook.ts";
import { stubMaker } from "../rpc/rpc-stub.ts";

/** The bindings as the page has them: the same names, and the same kinds of things behind them. */
export function makeEnv(
  host: RpcHook,
  bindings: Readonly<Record<string, HostBinding>>,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(bindings).map(([name, binding]) => [name, bindingValue(host, binding)]),
  );
}

/** A service of the host: its default export, or an entrypoint. */
export function makeHostService(host: RpcHook, entrypoint?: string, props?: object): Fetcher {
  const args = props === undefined ? [entrypoint] : [entrypoint, props];
  return makeFetcher(callHost(host, "service", args), stubMaker);
}

function bindingValue(host: RpcHook, binding: HostBinding): unknown {
  switch (binding.type) {
    case "namespace": {
      const { className, uniqueKey } = binding;
      const hook = (id: { hex: string; name: string | undefined }): RpcHook => {
        const address: ActorAddress = {
          className,
          id: id.hex,
          ...(id.name !== undefined && { name: id.name }),
        };
        return callHost(host, "actor", [address]);
      };
      return uniqueKey === undefined
        ? makeColoLocalNamespace(hook)
        : makeNamespace({ ids: new ActorIdFactory(uniqueKey), hook });
    }
    case "service":
      return makeHostService(host, binding.entrypoint, binding.props);
    case "class":
      return makeDurableObjectClass({
        className: binding.className,
        makeProps: () => structuredClone(binding.props ?? {}),
      });
    case "value":
      return binding.value;
  }
}

/** Calls go on to what the host will return, before it has. */
function callHost(host: RpcHook, method: "actor" | "service", args: unknown[]): RpcHook {
  const payload = encodeValue(args, { maker: stubMaker, context: openContext, stubs: "dup" });
  return host.call([method], payload);
}
