import { describe, expect, test } from "vitest";
import { rememberedDraft } from "../../../../demo/panels/draft-memory.ts";
import { methodsOf } from "../../../../demo/panels/methods-of.ts";
import {
  BODY_LIMIT,
  bodyLook,
  type BodySoFar,
  readBody,
} from "../../../../demo/panels/read-body.ts";
import {
  absoluteUrl,
  draftOf,
  draftTitle,
  isId,
  parseHeaders,
  stubOf,
} from "../../../../demo/panels/request-draft.ts";
import { parseHex } from "../../../../demo/panels/socket-connection.ts";
import type { ProjectRequest } from "../../../../demo/session/project.ts";
import type { PlaygroundSession } from "../../../../demo/session/session.ts";
import { timeLeft } from "../../../../demo/panels/words.ts";

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

describe("the content of a form", () => {
  test.each([
    ["/path?a=1", "http://localhost/path?a=1"],
    ["path", "http://localhost/path"],
    ["", "http://localhost/"],
    ["  /a b ", "http://localhost/a%20b"],
    ["https://example.com/x", "https://example.com/x"],
    ["ws://example.com/x", "http://example.com/x"],
    ["wss://example.com/x", "https://example.com/x"],
    ["//twice", "http://localhost/twice"],
  ])("the URL %j is %s", (text, url) => {
    expect(absoluteUrl(text).href).toBe(url);
  });

  test("an invalid URL is refused", () => {
    expect(() => absoluteUrl("http://")).toThrow('"http://" is not a URL. Enter a path');
  });

  test("each line is a header", () => {
    expect(parseHeaders("A: b\n\n X-Y :c: d \nEmpty:")).toEqual([
      ["A", "b"],
      ["X-Y", "c: d"],
      ["Empty", ""],
    ]);
    expect(() => parseHeaders("A: b\n: c")).toThrow('Line 2 of the headers is not "Name: value"');
  });

  test("without a prepared HTTP request the path addresses the example's object", () => {
    const session = (requests: readonly ProjectRequest[]): PlaygroundSession =>
      ({
        disk: "d",
        project: { requests },
        settings: { get: (_key: string, first: unknown) => first },
      }) as unknown as PlaygroundSession;
    const empty = { kind: "http", method: "GET", url: "/", headers: "", body: "" } as const;
    const rpc = {
      kind: "rpc",
      title: "",
      className: "A",
      object: "order 1",
      method: "b",
      args: "",
    };
    const http = { kind: "http", title: "", method: "GET", url: "/prepared" };
    const urlFor = (...requests: object[]): string =>
      rememberedDraft(session(requests as ProjectRequest[]), empty).url;
    expect(urlFor(rpc)).toBe("/order%201");
    expect(urlFor(rpc, http)).toBe("/prepared");
    expect(urlFor()).toBe("/");
  });

  test.each<[string, number[]]>([
    ["", []],
    ["68 65", [0x68, 0x65]],
    ["00ff", [0, 255]],
    ["0x0A, 0x0b", [10, 11]],
  ])("the bytes %j are parsed", (text, bytes) => {
    expect([...parseHex(text)]).toEqual(bytes);
  });

  test.each(["1", "0g", "hello"])("invalid bytes are refused: %j", (text) => {
    expect(() => parseHex(text)).toThrow("Enter bytes as two hex digits each");
  });
});

describe("the called object", () => {
  const id = "0123456789abcdef".repeat(4);
  const namespaces = [{ className: "Room", binding: "ROOM" }];
  const env = {
    ROOM: {
      getByName: (name: string) => ({ found: () => name }),
      idFromString: (text: string) => ({ text }),
      get: (one: { text: string }) => ({ found: () => one }),
    },
  };

  test("is found by its name or its id", () => {
    expect(isId(id)).toBe(true);
    expect(isId(id.slice(1))).toBe(false);
    expect(stubOf(env, namespaces, { className: "Room", object: "tea" })["found"]?.()).toBe("tea");
    expect(stubOf(env, namespaces, { className: "Room", object: ` ${id}` })["found"]?.()).toEqual({
      text: id,
    });
  });

  test("must have a class with a binding", () => {
    expect(() => stubOf(env, namespaces, { className: "Hall", object: "a" })).toThrow(
      "no binding for the class Hall",
    );
    expect(() => stubOf({}, namespaces, { className: "Room", object: "a" })).toThrow(
      "no binding for the class Room",
    );
  });
});

test("an example's requests fill the forms and have titles for the history", () => {
  const headers = { A: "b", C: "d" };
  const http = draftOf({ kind: "http", title: "", method: "PUT", url: "/x", headers, body: "y" });
  expect(http).toEqual({
    kind: "http",
    method: "PUT",
    url: "/x",
    headers: "A: b\nC: d",
    body: "y",
  });
  expect(draftTitle(http)).toBe("PUT /x");
  const call = { className: "Room", object: "tea", method: "enter", args: "1,\n  2 " };
  const rpc = draftOf({ kind: "rpc", title: "", ...call });
  expect(rpc).toEqual({ kind: "rpc", ...call });
  expect(draftTitle(rpc)).toBe("tea.enter(1, 2)");
  expect(draftTitle({ kind: "rpc", ...call, object: "a".repeat(64) })).toBe(
    "aaaaaaaa….enter(1, 2)",
  );
  const socket = draftOf({ kind: "websocket", title: "", url: "/x", messages: ["hi"] });
  expect(socket).toEqual({ kind: "websocket", url: "/x", messages: ["hi"] });
  expect(draftTitle(socket)).toBe("WebSocket /x");
});

describe("the methods of a class", () => {
  const source = `
import { DurableObject } from "cloudflare:workers";

class Helper {
  help() {}
}

export class Room extends DurableObject<Env> {
  #secret() {}
  count = 0;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.load();
  }

  async enter(name: string): Promise<void> {
    if (name === "") return;
    for (const one of this.all()) one(name);
  }
  all() { return []; }
  async *stream() {}
  private hidden() {}
  async alarm() {}
  async fetch() {}
}

export class Hall extends DurableObject {
    wide() {
    }
}
`;

  test.each([
    ["Room", ["enter", "all", "stream"]],
    ["Hall", ["wide"]],
    ["Helper", ["help"]],
    ["Roo", []],
  ])("%s", (name, methods) => {
    expect(methodsOf(source, name)).toEqual(methods);
  });
});

describe("a body", () => {
  async function read(body: BodyInit | null, signal = new AbortController().signal) {
    const steps: BodySoFar[] = [];
    await readBody(new Response(body), signal, (soFar) => steps.push(soFar));
    return steps;
  }

  test("is reported in parts as it arrives", async () => {
    const parts = [bytesOf("ab"), bytesOf("c")];
    const stream = new ReadableStream({
      pull: (controller) => {
        const part = parts.shift();
        if (part === undefined) controller.close();
        else controller.enqueue(part);
      },
    });
    expect(await read(stream)).toEqual([
      { bytes: bytesOf("ab"), state: "open" },
      { bytes: bytesOf("abc"), state: "open" },
      { bytes: bytesOf("abc"), state: "ended" },
    ]);
    expect(await read(null)).toEqual([{ bytes: new Uint8Array(), state: "ended" }]);
  });

  test("is cut at the limit, and its stream canceled", async () => {
    let canceled = false;
    const stream = new ReadableStream({
      pull: (controller) => controller.enqueue(new Uint8Array(BODY_LIMIT / 2 + 1)),
      cancel: () => {
        canceled = true;
      },
    });
    const last = (await read(stream)).at(-1);
    expect(last?.state).toBe("cut");
    expect(last?.bytes.length).toBe(BODY_LIMIT);
    expect(canceled).toBe(true);
  });

  test("that does not end is read until the signal aborts", async () => {
    const abort = new AbortController();
    const stream = new ReadableStream({
      start: (controller) => controller.enqueue(bytesOf("a")),
    });
    const steps: BodySoFar[] = [];
    await readBody(new Response(stream), abort.signal, (soFar) => {
      steps.push(soFar);
      abort.abort();
    });
    expect(steps.map(({ state }) => state)).toEqual(["open", "stopped"]);
  });

  const ended = (text: string | Uint8Array): BodySoFar => ({
    bytes: typeof text === "string" ? bytesOf(text) : text,
    state: "ended",
  });

  test.each<[string, BodySoFar, string | null, object]>([
    ["JSON by its type", ended("5"), "application/json", { as: "json", text: "5" }],
    [
      "JSON by its content",
      ended('{"a":[1]}'),
      null,
      { as: "json", text: '{\n  "a": [\n    1\n  ]\n}' },
    ],
    ["invalid JSON as text", ended("{a"), "text/plain", { as: "text", text: "{a" }],
    [
      "invalid JSON of type JSON as text",
      ended("<p>"),
      "application/json",
      { as: "text", text: "<p>" },
    ],
    ["text", ended("5"), "text/plain", { as: "text", text: "5" }],
    [
      "text with an incomplete last character",
      { bytes: bytesOf("aé").subarray(0, 2), state: "open" },
      null,
      { as: "text", text: "a" },
    ],
    ["bytes", ended(new Uint8Array([255])), null, { as: "bytes", bytes: new Uint8Array([255]) }],
    ["zeros", ended(new Uint8Array([0])), null, { as: "bytes", bytes: new Uint8Array([0]) }],
  ])("is shown as its content: %s", (_, body, type, look) => {
    expect(bodyLook(body, type)).toEqual(look);
  });
});

test.each([
  [-1, "due"],
  [0, "due"],
  [1, "in 00:01"],
  [4000, "in 00:04"],
  [3_600_000, "in 01:00:00"],
])("%d ms are left: %s", (ms, words) => {
  expect(timeLeft(ms)).toBe(words);
});
