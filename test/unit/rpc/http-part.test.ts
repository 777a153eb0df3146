import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { messageEndpoint } from "../../../src/protocol/endpoint.ts";
import { openSession, type Session } from "../../../src/protocol/session.ts";
import type { RpcHook } from "../../../src/rpc/hook.ts";

// oxlint-disable-next-line typescript/no-explicit-any -- a stub has every member, of every type
type Any = any;

/** A page's own modules, before they have loaded the HTTP classes. */
async function page(endpoint: MessagePort): Promise<Any> {
  vi.resetModules();
  const { openSession: open } = await import("../../../src/protocol/session.ts");
  const { messageEndpoint: endpointOf } = await import("../../../src/protocol/endpoint.ts");
  const part = await import("../../../src/rpc/http/http-part.ts");
  const { makeFetcher } = await import("../../../src/rpc/bindings/fetcher.ts");
  await import("../../../src/rpc/rpc-stub.ts");
  const session = open(endpointOf(endpoint));
  const service = makeFetcher(session.open({ type: "service" }) as RpcHook);
  return { session, service, part };
}

class Service {
  readonly log: string[] = [];

  fetch(request: Request): Response {
    this.log.push(`fetch ${request.headers.get("upgrade")}`);
    return new Response("fetched");
  }

  call(value: string): string {
    this.log.push(value);
    return value;
  }

  response(): Response {
    this.log.push("response");
    return new Response("inside");
  }
}

let far: Session;
let near: Any;
let service: Service;
let load: () => void;
let loads: number;

beforeEach(async () => {
  const { port1, port2 } = new MessageChannel();
  const { entrypointHook } = await import("./ends.ts");
  service = new Service();
  far = openSession(messageEndpoint(port2), undefined, () => entrypointHook(service));
  near = await page(port1);
  loads = 0;
  const ready = new Promise<void>((resolve) => {
    load = resolve;
  });
  near.part.setHttpLoader(async () => {
    loads++;
    await ready;
    return (await import("../../../src/rpc/http/http-classes.ts")).httpClasses;
  });
});

afterEach(() => {
  near.session.close();
  far.close();
});

test("the first fetch() loads the classes, and later calls do not overtake it", async () => {
  const fetched = near.service.fetch("http://a/", { headers: { upgrade: "x" } });
  const called = near.service.call("later");
  load();
  expect(await (await fetched).text()).toBe("fetched");
  expect(await called).toBe("later");
  expect(service.log).toEqual(["fetch x", "later"]);
  await near.service.fetch("http://a/");
  expect(loads).toBe(1);
});

test("a call loads no classes", async () => {
  expect(await near.service.call("alone")).toBe("alone");
  expect(loads).toBe(0);
});

test("an answer with a response waits for the classes, and answers after it wait too", async () => {
  const order: string[] = [];
  const response = near.service.response().then(async (got: Response) => {
    order.push(await got.text());
  });
  const called = near.service.call("b").then((value: string) => order.push(value));
  await vi.waitUntil(() => service.log.length === 2 && loads === 1);
  expect(order).toEqual([]);
  load();
  await Promise.all([response, called]);
  expect(order.toSorted()).toEqual(["b", "inside"]);
});

test("the next fetch() retries a failed load", async () => {
  near.part.setHttpLoader(() => Promise.reject(new Error("offline")));
  await expect(near.service.fetch("http://a/")).rejects.toThrow("offline");
  near.part.setHttpLoader(
    async () => (await import("../../../src/rpc/http/http-classes.ts")).httpClasses,
  );
  expect(await (await near.service.fetch("http://a/")).text()).toBe("fetched");
});
