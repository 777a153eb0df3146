import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { BrowserContext } from "@playwright/test";
import { expect, test } from "tabd/playwright";

const dist = join(import.meta.dirname, "../../dist");

/** An app that starts its own server. */
const html = `<!doctype html>
  <script type="module">
    import { serve } from "/dist/index.js";
    const source = 'import { DurableObject } from "cloudflare:workers";' +
      "export class Room extends DurableObject { greet() { return this.ctx.id.name; } }";
    const config = {
      modules: { "main.js": source },
      compatibilityDate: "2026-11-17",
      durableObjectNamespaces: [{ className: "Room", uniqueKey: "rooms" }],
      durableObjectStorage: { localDisk: "app" },
      bindings: { ROOMS: { durableObjectNamespace: "Room" } },
    };
    await serve(config);
    const names = Object.getOwnPropertySymbols(globalThis).map(String);
    document.title = names.includes("Symbol(tabd.servers)") ? "under test" : "alone";
  </script>`;

async function serveApp(context: BrowserContext): Promise<void> {
  await context.route("https://app.test/**", async (route) => {
    const { pathname } = new URL(route.request().url());
    if (pathname === "/") return route.fulfill({ contentType: "text/html", body: html });
    return route.fulfill({
      contentType: pathname.endsWith(".wasm") ? "application/wasm" : "text/javascript",
      body: await readFile(join(dist, pathname.replace("/dist/", ""))),
    });
  });
}

test("attach() finds the server of a page that is open", async ({ context, page, tabd }) => {
  await serveApp(context);
  await page.goto("https://app.test/");
  await tabd.attach(page);
  expect(await tabd.object("ROOMS", "one").call("greet")).toBe("one");
  await expect(page).toHaveTitle("under test");
});

test("in another context, attach() comes before goto()", async ({ browser, tabd }) => {
  const early = await browser.newContext();
  await serveApp(early);
  const page = await early.newPage();
  await tabd.attach(page);
  await page.goto("https://app.test/");
  expect(await tabd.object("ROOMS", "two").call("greet")).toBe("two");

  const late = await browser.newContext();
  await serveApp(late);
  const other = await late.newPage();
  await other.goto("https://app.test/");
  await expect(other).toHaveTitle("alone");
  await tabd.attach(other);
  await expect(tabd.object("ROOMS", "two").call("greet")).rejects.toThrow(
    "Call tabd.attach(page) before page.goto()",
  );
});

test("without a page, the fixture says what to do", async ({ tabd }) => {
  await expect(tabd.reload()).rejects.toThrow("No tab is open. Call tabd.newTab()");
  await expect(tabd.clock.runNextAlarm()).rejects.toThrow("No tab is open");
});
