import { RpcTarget } from "../../../src/rpc/rpc-target.ts";
import type { AnyStub } from "./ends.ts";

/** A target that logs its disposal. */
export class Child extends RpcTarget {
  readonly #log: string[];

  constructor(log: string[]) {
    super();
    this.#log = log;
  }

  hello(name: string): string {
    return `hello ${name}`;
  }

  [Symbol.dispose](): void {
    this.#log.push("child");
  }
}

/** A target that returns, takes and keeps other targets. */
export class Parent extends RpcTarget {
  readonly log: string[] = [];
  #kept: AnyStub;

  child(): Child {
    return new Child(this.log);
  }

  get childProperty(): Child {
    return new Child(this.log);
  }

  object(): unknown {
    return { child: new Child(this.log), [Symbol.dispose]: () => this.log.push("object") };
  }

  map(): unknown {
    return new Map([["child", new Child(this.log)]]);
  }

  disposable(): unknown {
    return { v: 1, [Symbol.dispose]: () => this.log.push("object") };
  }

  failing(): unknown {
    return {
      [Symbol.dispose]: () => {
        throw new Error("disposer");
      },
    };
  }

  keep(stub: AnyStub): void {
    this.#kept = stub;
  }

  keepCopy(stub: AnyStub): void {
    this.#kept = stub.dup();
  }

  async useKept(): Promise<unknown> {
    return await this.#kept("kept");
  }

  returnKept(): unknown {
    return this.#kept;
  }

  nothing(): void {}

  value<T>(value: T): T {
    return value;
  }

  drop(stub: AnyStub): void {
    stub[Symbol.dispose]();
  }
}
