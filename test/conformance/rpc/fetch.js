// @ts-nocheck -- runs unchanged in workerd too
/** `fetch()` on the stub of a Durable Object. */
export function questions() {
  return {
    ...Object.fromEntries(
      Object.entries({
        plain: ["http://h/x"],
        "a URL": [new URL("http://a/b?c#d")],
        POST: ["http://h/x", { method: "POST", body: "b" }],
        "an error": ["http://h/throw"],
        "a text thrown": ["http://h/text"],
        "a number": ["http://h/number"],
        "a redirect": ["http://h/redirect"],
        "a redirect elsewhere": ["http://h/redirect?to=http://other/z"],
        "a redirect with a fragment": ["http://h/redirect?to=/z%23f"],
        "a redirect of POST by 302": ["http://h/redirect", { method: "POST", body: "b" }],
        "a redirect of POST by 307": [
          "http://h/redirect?status=307",
          { method: "POST", body: "b" },
        ],
        "a redirect of PUT by 302": ["http://h/redirect", { method: "PUT", body: "b" }],
        "a redirect of PUT by 303": ["http://h/redirect?status=303", { method: "PUT", body: "b" }],
        "no redirect": ["http://h/redirect", { redirect: "manual" }],
        "a redirect to nowhere": ["http://h/nowhere"],
        "a bad redirect": ["http://h/redirect?to=http://%255B"],
        nothing: [],
        "a relative URL": ["/foo"],
        "an empty URL": [""],
        "another protocol": ["foo://bar/"],
        "GET with a body": ["http://x/", { body: "b" }],
        "redirect error": ["http://x/", { redirect: "error" }],
        "a signal that is aborted": [
          "http://x/",
          { signal: AbortSignal.abort(new RangeError("no")) },
        ],
      }).map(([name, args]) => [
        `fetch ${name}`,
        async (t) => {
          const response = await t.stub.fetch(...args);
          return [response.status, response.url, response.redirected, await response.text()];
        },
      ]),
    ),
    "fetch a used Request": async (t) => {
      const request = new Request("http://x/", { method: "POST", body: "a" });
      await request.text();
      return t.stub.fetch(request);
    },
    "fetch a class without fetch": (t) => t.bare.getByName("a").fetch("http://x/"),
  };
}
