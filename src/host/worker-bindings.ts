import { ActorId } from "../actor/actor-id.ts";
import type { ActorNamespace } from "../actor/actor-namespace.ts";
import { actorHook } from "../api/actor-hook.ts";
import { WorkerEntrypoint } from "../api/entrypoint-classes.ts";
import { handlerEntrypoint, serviceHook } from "../api/service-hook.ts";
import type { CheckedBinding, CheckedConfig } from "../config/checked-config.ts";
import { ColoLocalActorNamespace, makeNamespace } from "../rpc/durable-object-namespace.ts";
import { type Fetcher, makeFetcher } from "../rpc/fetcher.ts";
import { stubMaker } from "../rpc/rpc-stub.ts";
import { plainValue } from "./binding-description.ts";
import { ExecutionContext } from "./execution-context.ts";
import type { ModuleNamespace } from "./modules/module-loader.ts";

export interface WorkerBindingsOptions {
  readonly config: CheckedConfig;
  /** What the main module exports. */
  readonly code: ModuleNamespace;
  readonly namespace: (className: string) => ActorNamespace;
}

type EntrypointClass = new (ctx: object, env: unknown) => object;

/** A worker's `env` and `exports`, and the services that it offers. */
export class WorkerBindings {
  readonly env: Readonly<Record<string, unknown>>;
  readonly exports: Readonly<Record<string, unknown>>;
  readonly #options: WorkerBindingsOptions;

  constructor(options: WorkerBindingsOptions) {
    this.#options = options;
    const { config, code } = options;
    this.env = Object.fromEntries(
      config.bindings.map((binding) => [binding.name, this.#value(binding)]),
    );
    const classes = new Set(config.namespaces.map(({ className }) => className));
    this.exports = Object.fromEntries(
      Object.keys(code).flatMap((name) => {
        if (classes.has(name)) return [[name, this.#namespaceView(name)]];
        return isService(code[name]) ? [[name, this.service(name)]] : [];
      }),
    );
  }

  /** `ctx.exports`, where the compatibility flag says that it is there. */
  get ctxExports(): object | undefined {
    return this.#options.config.compatibility.enable_ctx_exports ? this.exports : undefined;
  }

  /** An entrypoint as a service. It is asked for only when a call arrives. */
  service(entrypoint = "default"): Fetcher {
    return makeFetcher(
      serviceHook(() => this.#entrypoint(entrypoint)),
      stubMaker,
    );
  }

  #entrypoint(name: string): object {
    const { code, config } = this.#options;
    const exported: unknown = code[name];
    const ctx = new ExecutionContext(this.ctxExports);
    if (isEntrypointClass(exported)) return new exported(ctx, this.env);
    if (typeof exported === "object" && exported !== null) {
      return handlerEntrypoint(exported, this.env, ctx);
    }
    throw new Error(
      name === "default"
        ? `Worker "${config.name}" has no default export, so it cannot answer. Export a handler: ` +
            "export default { fetch(request, env, ctx) { … } }."
        : `Worker "${config.name}" has no such named entrypoint: "${name}".`,
    );
  }

  #value(binding: CheckedBinding): unknown {
    switch (binding.kind) {
      case "durableObjectNamespace":
        return this.#namespaceView(binding.className);
      case "service":
        return this.service(binding.entrypoint);
      default:
        return plainValue(binding);
    }
  }

  #namespaceView(className: string): object {
    const namespace = this.#options.namespace(className);
    const hook = ({ hex, name }: { hex: string; name: string | undefined }) =>
      actorHook(namespace, new ActorId(hex, name));
    return namespace.ids === null
      ? new ColoLocalActorNamespace(hook)
      : makeNamespace({ ids: namespace.ids, hook });
  }
}

function isService(exported: unknown): boolean {
  return (typeof exported === "object" && exported !== null) || isEntrypointClass(exported);
}

function isEntrypointClass(exported: unknown): exported is EntrypointClass {
  return typeof exported === "function" && exported.prototype instanceof WorkerEntrypoint;
}
