import { createReadStream, existsSync, readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "@playwright/test";

const dist = fileURLToPath(new URL("../../dist", import.meta.url));
const folder = "/some/deep/path/";
const page = `<!doctype html>
<script type="module">
  import { serve } from "./index.js";

  const server = await serve({
    modules: {
      "main.ts": \`
        import assert from "node:assert";
        import { AsyncLocalStorage } from "node:async_hooks";
        import { EventEmitter } from "node:events";
        import { inspect } from "node:util";

        const store = new AsyncLocalStorage<string>();
        async function hello(from: string): Promise<string> {
          await new Promise((resolve) => setTimeout(resolve, 1));
          return "hello from " + from + " " + store.getStore();
        }
        export default {
          async fetch() {
            assert.throws(() => assert.ok(false), { code: "ERR_ASSERTION" });
            const words: string[] = [Buffer.from("aGk", "base64").toString(), inspect([1])];
            new EventEmitter().on("x", (word: string) => words.push(word)).emit("x", "heard");
            words.push(await store.run("kept", () => hello("the host")));
            return new Response(words.join(", "));
          },
        };
      \`,
    },
    compatibilityDate: "2026-11-17",
  });
  const response = await server.fetch(new Request("https://example.com/"));
  document.body.textContent = await response.text();
</script>
<body></body>`;

const readme = readFileSync(new URL("../../README.md", import.meta.url), "utf8");
/** The README's first example, in a page that finds the package by an import map. */
const example = `<!doctype html>
<script type="importmap">{ "imports": { "tabd": "./index.js" } }</script>
<script type="module">${/```ts\n([^]*?)```/.exec(readme)?.[1]}</script>`;

const contentTypes: Readonly<Record<string, string>> = {
  ".js": "text/javascript",
  ".wasm": "application/wasm",
};

let server: Server;

test.beforeAll(async () => {
  server = createServer((request, response) => {
    const name = (request.url ?? "").slice(folder.length);
    const file = join(dist, name);
    if (request.url === folder || name === "example") {
      response.setHeader("content-type", "text/html");
      response.end(name === "example" ? example : page);
    } else if (request.url?.startsWith(folder) && !name.includes("..") && existsSync(file)) {
      response.setHeader("content-type", contentTypes[extname(name)] ?? "text/plain");
      createReadStream(file).pipe(response);
    } else {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});

test.afterAll(() => {
  server.close();
  server.closeAllConnections();
});

/** Uses every part that loads on demand: each is a file of its own. */
test("the package runs from a static host under any path without a bundler", async ({
  page: tab,
}) => {
  const { port } = server.address() as AddressInfo;
  await tab.goto(`http://127.0.0.1:${port}${folder}`);
  await expect(tab.getByText("hi, [ 1 ], heard, hello from the host kept")).toBeVisible();
});

test("the alarm of the README's first example keeps its time over a reload", async ({
  page: tab,
}) => {
  const { port } = server.address() as AddressInfo;
  const said = async (go: () => Promise<unknown>): Promise<string> => {
    const line = tab.waitForEvent("console", (message) => message.text().startsWith("The alarm"));
    await go();
    return (await line).text();
  };
  const first = await said(() => tab.goto(`http://127.0.0.1:${port}${folder}example`));
  expect(first).toMatch(/^The alarm fires at .*\d{4}/);
  expect(await said(() => tab.reload())).toBe(first);
});
