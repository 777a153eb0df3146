import { afterEach, describe, expect, test } from "vitest";
import { RpcTarget } from "../../../src/rpc/rpc-target.ts";
import {
  DurableObjectClass,
  exportedClassOf,
  makeDurableObjectClass,
} from "../../../src/rpc/bindings/durable-object-class.ts";
import { captureProps } from "../../../src/rpc/bindings/props.ts";
import { type AnyStub, bothEnds, type Ends, entrypoint } from "./ends.ts";

class Target extends RpcTarget {
  echo(value: unknown): unknown {
    return value;
  }

  async name(value: object): Promise<unknown> {
    const { className, makeProps } = exportedClassOf(value) ?? {};
    return [className, makeProps?.()];
  }
}

class Service {
  hello(): string {
    return "called";
  }
}

/** The scenarios `classes.js` compare the rules with workerd. */
describe.each(bothEnds)("Durable Object classes, %s", (_name, open) => {
  let ends: Ends;
  afterEach(() => ends.close());

  const target = (): Promise<AnyStub> => {
    ends = open();
    return ends.stub(new Target());
  };

  test("arrive with their names and their props", async () => {
    const stub = await target();
    const cls = makeDurableObjectClass({ className: "A", makeProps: () => ({ a: [1n] }) });
    expect(await stub.name(cls)).toEqual(["A", { a: [1n] }]);
  });

  test("return as the original class, with new props each time", async () => {
    const stub = await target();
    const cls = makeDurableObjectClass({ className: "A", makeProps: () => ({ a: {} }) });
    const { back } = await stub.echo({ back: cls });
    expect(back).toBeInstanceOf(DurableObjectClass);
    const { makeProps } = exportedClassOf(back) ?? {};
    expect(makeProps?.()).toEqual({ a: {} });
    expect(makeProps?.()).not.toBe(makeProps?.());
  });

  test("carry working services and classes in their props", async () => {
    const stub = await target();
    const inner = makeDurableObjectClass({ className: "Inner", makeProps: () => ({ b: 2 }) });
    const service = entrypoint(new Service());
    const cls = makeDurableObjectClass({
      className: "A",
      makeProps: captureProps({ inner, service }),
    });
    const back = await stub.echo(cls);
    const props = exportedClassOf(back)?.makeProps() as { inner: object; service: AnyStub };
    const found = exportedClassOf(props.inner);
    expect([found?.className, found?.makeProps()]).toEqual(["Inner", { b: 2 }]);
    expect(await props.service.hello()).toBe("called");
  });
});
