import { ActorId, ActorIdFactory } from "../../codec/actor-id.ts";
import type { ActorNamespace } from "../../actor/actor-namespace.ts";
import { actorHook } from "../../api/actor-hook.ts";
import { serviceHook } from "../../api/service-hook.ts";
import { globalScopeError } from "../../api/worker-scope.ts";
import type { CheckedBinding, CheckedConfig } from "../../config/checked-config.ts";
import { BrokenHook } from "../../rpc/broken-hook.ts";
import { makeDurableObjectClass } from "../../rpc/bindings/durable-object-class.ts";
import {
  makeColoLocalNamespace,
  makeNamespace,
} from "../../rpc/bindings/durable-object-namespace.ts";
import { makeFetcher } from "../../rpc/bindings/fetcher.ts";
import { HandlerTarget } from "../../rpc/handler-target.ts";
import type { RpcHook } from "../../rpc/hook.ts";
import { plainValue } from "./binding-description.ts";
import {
  type ExecutionContext,
  type ExecutionContextOptions,
  makeExecutionContext,
} from "./execution-context.ts";
import type { ModuleNamespace } from "../modules/module-namespace.ts";
import { isEntrypointClass, makeExports } from "./worker-exports.ts";

/** The running worker that bindings lead to. */
export interface BoundWorker {
  namespace(className: string): ActorNamespace;
}

/** What the `ctx` of one event does. */
export type EntrypointEvent = Pick<ExecutionContextOptions, "fail" | "waitUntil">;

/** An entrypoint for one event. */
interface Entrypoint {
  readonly target: object;
  readonly ctx: ExecutionContext;
}

type MakeProps = () => unknown;

const noProps: MakeProps = () => ({});

/**
 * A worker's `env`, `exports` and services. `env` exists before the code is loaded, because
 * top-level code may read it; `exports` is filled afterwards.
 */
export class WorkerBindings {
  readonly env: Readonly<Record<string, unknown>>;
  readonly exports: Record<string, unknown> = {};
  readonly #config: CheckedConfig;
  #code: ModuleNamespace | undefined;
  #worker: BoundWorker | undefined;

  constructor(config: CheckedConfig) {
    this.#config = config;
    this.env = Object.fromEntries(
      config.bindings.map((binding) => [binding.name, this.#value(binding)]),
    );
  }

  /** The main module's exports. @throws {Error} before it has run. */
  get code(): ModuleNamespace {
    if (this.#code === undefined) throw globalScopeError();
    return this.#code;
  }

  loaded(code: ModuleNamespace): void {
    this.#code = code;
    Object.assign(
      this.exports,
      makeExports(code, this.#config, {
        service: (name) => (makeProps) => this.serviceHook(name, makeProps),
        actor: (className) => this.#actorHook(className),
      }),
    );
  }

  /** Sets the worker that bindings lead to. */
  serveBy(worker: BoundWorker): void {
    this.#worker = worker;
  }

  /** `ctx.exports`; undefined without the compatibility flag. */
  get ctxExports(): object | undefined {
    return this.#config.compatibility.enable_ctx_exports ? this.exports : undefined;
  }

  /** A new hook to an entrypoint. The entrypoint is looked up when a call arrives. */
  serviceHook(entrypoint = "default", makeProps: MakeProps = noProps): RpcHook {
    return serviceHook((fail) => this.entrypoint(entrypoint, makeProps(), { fail }).target);
  }

  /** Makes an entrypoint for one event. @throws {Error} when the code has no such export. */
  entrypoint(name: string, props: unknown, event: EntrypointEvent): Entrypoint {
    const exported: unknown = this.code[name];
    const ctx = makeExecutionContext({ props, exports: this.ctxExports, ...event });
    if (isEntrypointClass(exported)) return { target: new exported(ctx, this.env), ctx };
    if (typeof exported === "object" && exported !== null) {
      return { target: new HandlerTarget(exported, this.env, ctx), ctx };
    }
    const { name: worker } = this.#config;
    throw new Error(
      name === "default"
        ? `Worker "${worker}" has no default export, so it cannot answer. Export a handler: ` +
            "export default { fetch(request, env, ctx) { … } }."
        : `Worker "${worker}" has no such named entrypoint: "${name}".`,
    );
  }

  #value(binding: CheckedBinding): unknown {
    switch (binding.kind) {
      case "durableObjectNamespace":
        return this.#namespaceView(binding.className);
      case "durableObjectClass": {
        const { entrypoint = "default", props } = binding;
        return makeDurableObjectClass({ className: entrypoint, makeProps: propsOf(props) });
      }
      case "service":
        return makeFetcher(this.serviceHook(binding.entrypoint, propsOf(binding.props)));
      default:
        return plainValue(binding);
    }
  }

  #namespaceView(className: string): object {
    const config = this.#config.namespaces.find((one) => one.className === className);
    const hook = this.#actorHook(className);
    return config?.kind === "durable"
      ? makeNamespace({ ids: new ActorIdFactory(config.uniqueKey), hook })
      : makeColoLocalNamespace(hook);
  }

  #actorHook(className: string): (id: ActorId) => RpcHook {
    return ({ hex, name }) => {
      if (this.#worker === undefined) return new BrokenHook(globalScopeError());
      return actorHook(this.#worker.namespace(className), new ActorId(hex, name));
    };
  }
}

function propsOf(json: string | undefined): MakeProps {
  return json === undefined ? noProps : () => JSON.parse(json) as unknown;
}
