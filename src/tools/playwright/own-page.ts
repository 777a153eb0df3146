import { readFile } from "node:fs/promises";
import type { BrowserContext } from "@playwright/test";

/** The address of the page that the fixture serves. Nothing of it leaves the browser. */
export const OWN_PAGE = "https://tabd.test/";

const HTML = `<!doctype html>
<title>tabd</title>
<script type="module">
  import { serve } from "/tabd/index.js";
  globalThis[Symbol.for("tabd.servers")].start(serve);
</script>
`;

const contentTypes: Readonly<Record<string, string>> = {
  js: "text/javascript",
  wasm: "application/wasm",
};

/** Answers requests for the page and for tabd's files, which are beside this script. */
export async function serveOwnPage(context: BrowserContext): Promise<void> {
  await context.route(`${OWN_PAGE}**`, async (route) => {
    const { pathname } = new URL(route.request().url());
    if (pathname === "/") return route.fulfill({ contentType: "text/html", body: HTML });
    const [, name = "", extension = ""] = /^\/tabd\/([\w-]+\.(\w+))$/.exec(pathname) ?? [];
    const contentType = contentTypes[extension];
    if (contentType === undefined) return route.fulfill({ status: 404, body: "" });
    return route.fulfill({ contentType, body: await readFile(new URL(name, import.meta.url)) });
  });
}
