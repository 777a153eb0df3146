import { type ActorId, ActorIdFactory } from "../../codec/actor-id.ts";
import { WorkerEntrypoint, WorkflowEntrypoint } from "../../api/entrypoint-classes.ts";
import {
  loopbackClass,
  loopbackColoLocalNamespace,
  loopbackNamespace,
  loopbackService,
} from "../../api/loopback.ts";
import type { CheckedConfig } from "../../config/checked-config.ts";
import type { RpcHook } from "../../rpc/hook.ts";
import type { ModuleNamespace } from "../modules/module-namespace.ts";

type EntrypointClass = new (ctx: object, env: unknown) => object;

interface ExportHooks {
  /** Makes new hooks to the entrypoint of this name. */
  service(name: string): (makeProps: () => unknown) => RpcHook;
  /** Makes new hooks to objects of this class. */
  actor(className: string): (id: ActorId) => RpcHook;
}

/**
 * The contents of `ctx.exports` and of `exports` from `cloudflare:workers`, in workerd's order: the
 * default export, other handler objects, then classes.
 */
export function makeExports(
  code: ModuleNamespace,
  config: CheckedConfig,
  hooks: ExportHooks,
): Record<string, object> {
  const names = Object.keys(code);
  const isHandler = (name: string): boolean => typeof code[name] === "object";
  const handlers = names.filter(isHandler);
  const ordered = [
    ...handlers.filter((name) => name === "default"),
    ...handlers.filter((name) => name !== "default"),
    ...names.filter((name) => !isHandler(name)),
  ];
  const view = (name: string): object | undefined => {
    const exported = code[name];
    if (isHandler(name) || isEntrypointClass(exported)) return loopbackService(hooks.service(name));
    const namespace = config.namespaces.find(({ className }) => className === name);
    const hook = hooks.actor(name);
    if (namespace?.kind === "ephemeral") return loopbackColoLocalNamespace(name, hook);
    if (namespace?.kind === "durable") {
      return loopbackNamespace(name, { ids: new ActorIdFactory(namespace.uniqueKey), hook });
    }
    return isWorkflowClass(exported) ? undefined : loopbackClass(name);
  };
  return Object.fromEntries(
    ordered.flatMap((name) => {
      const exported = view(name);
      return exported === undefined ? [] : [[name, exported]];
    }),
  );
}

export function isEntrypointClass(exported: unknown): exported is EntrypointClass {
  return typeof exported === "function" && exported.prototype instanceof WorkerEntrypoint;
}

function isWorkflowClass(exported: unknown): boolean {
  return typeof exported === "function" && exported.prototype instanceof WorkflowEntrypoint;
}
