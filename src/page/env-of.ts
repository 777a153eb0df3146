import type { BindingConfig, WorkerConfig } from "../config/config.ts";
import type { DurableObjectClass } from "../rpc/bindings/durable-object-class.ts";
import type {
  DurableObjectNamespace,
  DurableObjectStub,
} from "../rpc/bindings/durable-object-namespace.ts";
import type { Fetcher } from "../rpc/bindings/fetcher.ts";

/**
 * `env` if the configuration's type has no bindings. Your own `Env` type describes them:
 * `serve<Env>(…)`.
 */
// oxlint-disable-next-line typescript/no-explicit-any -- `unknown` would need a cast at every use
export type AnyEnv = Record<string, any>;

/** Methods of a class that is only known by name. */
// oxlint-disable-next-line typescript/no-explicit-any -- `unknown` could not be called
type AnyMethods = Record<string, any>;

/** A namespace whose class has no known type: its stubs have methods of any name. */
export type UntypedNamespace = Omit<DurableObjectNamespace, "get" | "getByName"> & {
  get(...args: Parameters<DurableObjectNamespace["get"]>): UntypedStub;
  getByName(...args: Parameters<DurableObjectNamespace["getByName"]>): UntypedStub;
};

export type UntypedStub = DurableObjectStub & AnyMethods;

type ValueOf<B extends BindingConfig> = B extends { durableObjectNamespace: string }
  ? UntypedNamespace
  : B extends { text: string }
    ? string
    : B extends { data: unknown }
      ? ArrayBuffer
      : B extends { service: unknown }
        ? Fetcher & AnyMethods
        : B extends { durableObjectClass: unknown }
          ? DurableObjectClass
          : // oxlint-disable-next-line typescript/no-explicit-any -- JSON of any shape
            any;

/** The type of `server.env` that follows from a configuration given as a literal. */
export type EnvOf<C extends WorkerConfig> = C extends {
  bindings: infer B extends Readonly<Record<string, BindingConfig>>;
}
  ? string extends keyof B
    ? AnyEnv
    : { readonly [Name in keyof B]: ValueOf<B[Name]> }
  : AnyEnv;
