import { expect, test } from "vitest";
import type { Server } from "tabd";

import { newDisk, rejection, start } from "./serving/serving.ts";

/** Values that the RPC between page and object treats specially. */
const code = `
import { DurableObject } from "cloudflare:workers";

export class Plain extends DurableObject {
  hi() {
    return this.ctx.props;
  }
}

export class Holder extends DurableObject {
  facet(cls) {
    return this.ctx.facets.get("facet", () => ({ class: cls })).hi();
  }
  echo(value) {
    return value;
  }
  made() {
    return this.ctx.exports.Plain({ props: { b: 2 } });
  }
  fetch(request) {
    let pulls = 0;
    const { ctx } = this;
    const body = new ReadableStream({
      async pull(controller) {
        if (pulls++ === 0) return controller.enqueue(new TextEncoder().encode("first"));
        await new Promise((resolve) => setTimeout(resolve, 20));
        if (request.url.endsWith("/abort")) ctx.abort("reset while it is read");
        controller.error(Object.assign(new RangeError("torn"), { own: [1n], retryable: true }));
      },
    });
    return new Response(body);
  }
  async watch(signal) {
    await new Promise((resolve) => signal.addEventListener("abort", resolve));
    return [signal.aborted, signal.reason.message];
  }
  sink() {
    return new WritableStream({
      write() {
        throw Object.assign(new RangeError("full"), { own: 1 });
      },
    });
  }
}
export default {};
`;

function serveHolder(): Promise<Server> {
  return start({
    modules: { "main.js": code },
    compatibilityDate: "2026-08-01",
    compatibilityFlags: ["enable_abortsignal_rpc"],
    durableObjectNamespaces: [{ className: "Holder", uniqueKey: "holders" }],
    durableObjectStorage: { localDisk: newDisk() },
    bindings: {
      HOLDERS: { durableObjectNamespace: "Holder" },
      CLS: { durableObjectClass: { entrypoint: "Plain", props: { a: [1] } } },
    },
  });
}

test("a facet can be made from a class of the page's env, or from one that an object returned", async () => {
  const { env } = await serveHolder();
  expect(await env["HOLDERS"].getByName("a").facet(env["CLS"])).toEqual({ a: [1] });
  const holder = env["HOLDERS"].getByName("b");
  expect(await holder.facet(await holder.made())).toEqual({ b: 2 });
});

test("the promise of a call can be awaited in every way", async () => {
  const { env } = await serveHolder();
  const holder = env["HOLDERS"].getByName("a");
  expect(await holder.echo(1)).toBe(1);
  expect(await Promise.resolve(holder.echo(2))).toBe(2);
  expect(await Promise.all([holder.echo(3), holder.echo({ four: 4 }).four])).toEqual([3, 4]);
  expect(await holder.echo(5).then((value: number) => value + 1)).toBe(6);
  expect(await Promise.race([holder.echo(7), new Promise(() => undefined)])).toBe(7);
  expect(await (async () => holder.echo(8))()).toBe(8);
  expect(typeof holder.echo(9)).toBe("object");
});

test("reading a failed response body rejects with the object's error", async () => {
  const { env } = await serveHolder();
  const response = await env["HOLDERS"].getByName("a").fetch("http://a/");
  const error = await rejection(response.text());
  expect([error.constructor, error.message]).toEqual([RangeError, "torn"]);
  expect({ ...error }).toEqual({ own: [1n], retryable: true, remote: true });
});

test("reading a response body rejects with the reset of its object", async () => {
  const { env } = await serveHolder();
  const response = await env["HOLDERS"].getByName("a").fetch("http://a/abort");
  const error = await rejection(response.text());
  expect(error.message).toBe("reset while it is read");
  expect({ ...error }).toEqual({ durableObjectReset: true, remote: true });
});

test("writing to an object's stream rejects with the stream's error", async () => {
  const { env } = await serveHolder();
  const writer = (await env["HOLDERS"].getByName("a").sink()).getWriter();
  writer.closed.catch(() => undefined);
  const error = await rejection(writer.write(new Uint8Array([1])));
  expect([error.constructor, error.message, { ...error }]).toEqual([
    RangeError,
    "full",
    { own: 1 },
  ]);
});

test("aborting a signal in the page aborts it in the object", async () => {
  const { env } = await serveHolder();
  const controller = new AbortController();
  const watched = env["HOLDERS"].getByName("a").watch(controller.signal);
  controller.abort(new TypeError("enough"));
  expect(await watched).toEqual([true, "enough"]);
});
