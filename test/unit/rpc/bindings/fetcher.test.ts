import { afterEach, describe, expect, test } from "vitest";
import { type AnyStub, bothEnds, type Ends, failure } from "../ends.ts";

class Service {
  readonly seen: string[] = [];
  #saved: Response | undefined;

  async fetch(request: Request): Promise<unknown> {
    const { pathname, searchParams } = new URL(request.url);
    this.seen.push(`${request.method} ${request.url}`);
    switch (pathname) {
      case "/throw":
        throw new RangeError("thrown");
      case "/throw-text":
        throw "text"; // oxlint-disable-line no-throw-literal
      case "/number":
        return 5;
      case "/nothing":
        return undefined;
      case "/redirect":
        return new Response("redirect", {
          status: Number(searchParams.get("status") ?? 302),
          headers: { location: searchParams.get("to") ?? "/end?x" },
        });
      case "/loop":
        return new Response(null, { status: 302, headers: { location: "http://b/loop" } });
      case "/nowhere":
        return new Response("nowhere", { status: 302 });
      case "/same":
        this.#saved ??= new Response("same");
        return this.#saved;
      case "/slow":
        return new Promise(() => undefined);
      case "/empty":
        return new Response(null, { status: 204 });
      default:
        return Response.json(
          {
            method: request.method,
            url: request.url,
            body: await request.text(),
            redirect: request.redirect,
            header: request.headers.get("x"),
          },
          { status: 201, statusText: "Made", headers: { y: "z" } },
        );
    }
  }
}

describe.each(bothEnds)("fetch, %s", (_name, open) => {
  let ends: Ends;
  const service = async (instance: object = new Service()): Promise<AnyStub> => {
    ends = open();
    return ends.service(instance);
  };
  afterEach(() => ends.close());

  test("request and response arrive complete", async () => {
    const stub = await service();
    const response: Response = await stub.fetch("http://a/b?c#d", {
      method: "PUT",
      body: "body",
      headers: { x: "1" },
    });
    expect([response.status, response.statusText, response.headers.get("y")]).toEqual([
      201,
      "Made",
      "z",
    ]);
    expect([response.url, response.redirected]).toEqual(["http://a/b?c", false]);
    expect(await response.json()).toEqual({
      method: "PUT",
      url: "http://a/b?c",
      body: "body",
      redirect: "manual",
      header: "1",
    });
  });

  test.each<[string, () => [unknown, RequestInit?]]>([
    ["a URL", () => [new URL("http://a/x")]],
    ["a Request", () => [new Request("http://a/x")]],
    [
      "a Request and more",
      () => [new Request("http://a/x", { method: "POST" }), { method: "GET" }],
    ],
  ])("takes %s", async (_what, make) => {
    const stub = await service();
    const response: Response = await stub.fetch(...make());
    expect(await response.json()).toMatchObject({ method: "GET", url: "http://a/x" });
  });

  test("bodies are streamed both ways", async () => {
    const stub = await service({
      fetch: (request: Request) =>
        new Response(request.body?.pipeThrough(new TransformStream()), { status: 200 }),
    });
    const { readable, writable } = new TransformStream<Uint8Array>();
    const writer = writable.getWriter();
    const sent = stub.fetch("http://a/", { method: "POST", body: readable });
    void writer.write(new Uint8Array([1]));
    const response: Response = await sent;
    const reader = (response.body as ReadableStream<Uint8Array>).getReader();
    expect((await reader.read()).value).toEqual(new Uint8Array([1]));
    void writer.write(new Uint8Array([2]));
    expect((await reader.read()).value).toEqual(new Uint8Array([2]));
    await writer.close();
    expect((await reader.read()).done).toBe(true);
  });

  test("a response without a body arrives without one", async () => {
    const stub = await service();
    const response: Response = await stub.fetch("http://a/empty");
    expect([response.status, response.body]).toEqual([204, null]);
  });

  test.each<[string, string, object]>([
    ["an error", "/throw", { name: "RangeError", message: "thrown", remote: true }],
    ["a text", "/throw-text", { name: "Error", message: "text", remote: true }],
    [
      "a number as response",
      "/number",
      {
        name: "TypeError",
        message: "Incorrect type for Promise: the Promise did not resolve to 'Response'.",
        remote: true,
      },
    ],
    ["no response", "/nothing", { name: "TypeError", remote: true }],
  ])("%s fails the call", async (_what, path, expected) => {
    const stub = await service();
    expect(await failure(() => stub.fetch(`http://a${path}`))).toMatchObject(expected);
  });

  test("a response whose body was used fails the call", async () => {
    const stub = await service();
    await (await stub.fetch("http://a/same")).text();
    const error = await failure(() => stub.fetch("http://a/same"));
    expect(error.message).toBe(
      "Body has already been used. It can only be used once. Use tee() first if you need to " +
        "read it twice.",
    );
  });

  test("a class without fetch() fails the call", async () => {
    const stub = await service({});
    const error = await failure(() => stub.fetch("http://a/"));
    expect(error).toMatchObject({
      message: "Handler does not export a fetch() function.",
      remote: true,
    });
  });

  test.each<[string, unknown[], string]>([
    [
      "nothing",
      [],
      "Failed to execute 'fetch' on 'Fetcher': parameter 1 is not of type 'Request or string'.",
    ],
    ["a relative URL", ["/a"], "Invalid URL: /a"],
    ["an empty URL", [""], "Invalid URL: "],
    ["another protocol", ["ftp://a/"], "Fetch API cannot load: ftp://a/"],
    [
      "GET with a body",
      ["http://a/", { body: "b" }],
      "Request with a GET or HEAD method cannot have a body.",
    ],
    [
      "redirect: error",
      ["http://a/", { redirect: "error" }],
      'Invalid redirect value, must be one of "follow" or "manual" ("error" won\'t be implemented ' +
        'since it does not make sense at the edge; use "manual" and check the response status code).',
    ],
  ])("refuses %s", async (_what, args, message) => {
    const stub = await service();
    const error = await failure(() => stub.fetch(...args));
    expect([error.name, error.message]).toEqual(["TypeError", message]);
  });

  test("refuses a Request whose body was used", async () => {
    const stub = await service();
    const used = new Request("http://a/", { method: "POST", body: "a" });
    await used.text();
    const error = await failure(() => stub.fetch(used));
    expect(error.message).toBe("Cannot reconstruct a Request with a used body.");
  });

  test.each<[string, RequestInit, string, object]>([
    ["a path", {}, "", { method: "GET", url: "http://a/end?x", body: "" }],
    ["another host", {}, "to=http://c/", { method: "GET", url: "http://c/", body: "" }],
    ["POST by 302", { method: "POST", body: "b" }, "", { method: "GET", body: "" }],
    ["PUT by 302", { method: "PUT", body: "b" }, "", { method: "PUT", body: "b" }],
    ["PUT by 303", { method: "PUT", body: "b" }, "status=303", { method: "GET", body: "" }],
    ["POST by 307", { method: "POST", body: "b" }, "status=307", { method: "POST", body: "b" }],
    ["POST by 308", { method: "POST", body: "b" }, "status=308", { method: "POST", body: "b" }],
  ])("follows a redirect: %s", async (_what, init, query, expected) => {
    const stub = await service();
    const response: Response = await stub.fetch(`http://a/redirect?${query}`, init);
    expect(response.redirected).toBe(true);
    const body = (await response.json()) as { url: string };
    expect(body).toMatchObject(expected);
    expect(response.url).toBe(body.url);
  });

  test("does not follow a redirect with mode `manual` or without a location", async () => {
    const stub = await service();
    const manual: Response = await stub.fetch("http://a/redirect", { redirect: "manual" });
    expect([manual.status, await manual.text()]).toEqual([302, "redirect"]);
    const nowhere: Response = await stub.fetch("http://a/nowhere");
    expect([nowhere.status, nowhere.redirected]).toEqual([302, false]);
  });

  test("gives up after twenty redirects", async () => {
    const instance = new Service();
    const stub = await service(instance);
    const error = await failure(() => stub.fetch("http://a/loop"));
    expect(error.message).toMatch(/^Too many redirects\.http:\/\/a\/loop, http:\/\/b\/loop, /);
    expect(instance.seen).toHaveLength(21);
  });

  test("refuses to redirect a stream body, or to an invalid location", async () => {
    const stub = await service();
    const stream = failure(() =>
      stub.fetch("http://a/redirect?status=307", { method: "POST", body: new Response("b").body }),
    );
    expect((await stream).message).toMatch(/^A request with a one-time-use body/);
    const bad = failure(() => stub.fetch("http://a/redirect?to=http://%5B"));
    expect((await bad).message).toBe("Invalid Location header; unable to follow redirect.");
  });

  test("a signal aborts a fetch(), before and during it", async () => {
    const instance = new Service();
    const stub = await service(instance);
    const reason = new RangeError("enough");
    const early = failure(() => stub.fetch("http://a/", { signal: AbortSignal.abort(reason) }));
    expect(await early).toBe(reason);
    expect(instance.seen).toEqual([]);
    const controller = new AbortController();
    const late = failure(() => stub.fetch("http://a/slow", { signal: controller.signal }));
    controller.abort(reason);
    expect(await late).toBe(reason);
  });

  test("fetch() and calls keep their order", async () => {
    const log: unknown[] = [];
    class Mixed {
      fetch(request: Request): Response {
        log.push(new URL(request.url).pathname);
        return new Response();
      }

      note(value: unknown): void {
        log.push(value);
      }
    }
    const stub = await service(new Mixed());
    stub.note(1);
    const response = stub.fetch("http://a/2");
    await stub.note(3);
    await response;
    expect(log).toEqual([1, "/2", 3]);
  });
});
