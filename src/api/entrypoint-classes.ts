import { nameClass } from "../rpc/class-name.ts";
import { registerRpcBase } from "./rpc-base.ts";
import { DurableObjectState } from "./durable-object-state.ts";

/**
 * The base of Durable Object classes. Makes their methods callable over RPC, and keeps the
 * constructor's arguments.
 */
export class DurableObject<Env = unknown, Props = unknown> {
  static {
    nameClass(this, "DurableObject");
    registerRpcBase(this.prototype);
  }

  /** @internal For types: the props that the class takes. */
  declare protected readonly __props: Props;
  protected readonly ctx: DurableObjectState;
  protected readonly env: Env;

  /** @throws {TypeError} when `ctx` was not made by the runtime. */
  constructor(ctx: DurableObjectState, env: Env) {
    if (!(ctx instanceof DurableObjectState)) {
      throw new TypeError(
        "Failed to construct 'DurableObjectBase': constructor parameter 1 is not of type " +
          "'DurableObjectState'.",
      );
    }
    this.ctx = ctx;
    this.env = env;
  }
}

/** The base of classes that the worker exports as services. Each request gets an instance. */
export class WorkerEntrypoint<Env = unknown> {
  static {
    nameClass(this, "WorkerEntrypoint");
  }

  protected readonly ctx: object;
  protected readonly env: Env;

  /** @throws {TypeError} when `ctx` is not an object. */
  constructor(ctx: object, env: Env) {
    if ((typeof ctx !== "object" && typeof ctx !== "function") || ctx === null) {
      throw new TypeError(
        "Failed to construct 'WorkerEntrypoint': constructor parameter 1 is not of type 'Object'.",
      );
    }
    this.ctx = ctx;
    this.env = env;
  }
}

/** Workflows are not implemented: classes may be declared, but not instantiated. */
export class WorkflowEntrypoint {
  static {
    nameClass(this, "WorkflowEntrypoint");
  }

  constructor() {
    throw new Error("WorkflowEntrypoint is not implemented in tabd yet");
  }
}
