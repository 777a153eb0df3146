import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { type Browser, chromium, type Page } from "playwright";
import { afterAll, beforeAll, expect, inject, onTestFinished, test } from "vitest";
import { outcome } from "./matrix.ts";
import { build, install } from "./project.ts";
import { serveFolder } from "./static-server.ts";

const patience = { timeout: 20_000 };

let folder: string;
let browser: Browser;

beforeAll(async () => {
  [folder, browser] = await Promise.all([
    install("vite-plugin"),
    chromium.connect(inject("browser")),
  ]);
});
afterAll(() => browser.close());

async function newPage(): Promise<{ page: Page; errors: string[] }> {
  const context = await browser.newContext();
  onTestFinished(() => context.close());
  const page = await context.newPage();
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(String(error)));
  return { page, errors };
}

/** What the worker answers to the page. */
const answer = (page: Page): Promise<Record<string, string>> =>
  page.evaluate(async () => (await fetch("/api/tea")).json());

test("a built site runs the worker under any path; the front end does not know of it; then offline", async () => {
  const warnings = await build(folder, "dist", ["--base", "./"]);
  expect(warnings).toEqual([]);
  const server = await serveFolder(join(folder, "dist"), "/any/path/");
  onTestFinished(() => server.close());
  const { page, errors } = await newPage();
  await page.goto(server.url);
  expect([await outcome(page), errors]).toEqual(["set", []]);
  await page.reload();
  expect([await outcome(page), errors]).toEqual(["delivered", []]);
  const { instance } = await answer(page);

  await server.close();
  await page.reload();
  expect([await outcome(page), errors]).toEqual(["delivered", []]);
  expect((await answer(page))["instance"]).not.toBe(instance);
});

test("in development, an edit of the worker replaces the server, and keeps page and storage", async () => {
  const { url, output } = await startVite();
  const { page, errors } = await newPage();
  const messages: string[] = [];
  page.on("console", (message) => messages.push(message.text()));
  await page.goto(url);
  expect([await outcome(page), errors]).toEqual(["set", []]);
  expect(output()).toContain(
    "tabd leaves out of wrangler.jsonc:\n  kv_namespaces: tabd has no KV namespaces.",
  );
  const before = await answer(page);
  expect(before).toMatchObject({ greeting: "hello", setBy: before["instance"] });

  /** The alarms, by the server that a module of the page has imported. */
  const pending = (): Promise<{ total: number }> =>
    page.evaluate('import("/src/server.ts").then(({ pending }) => pending())');
  await expect
    .poll(async () => (await answer(page))["deliveredTo"], patience)
    .toBe(before["instance"]);
  expect((await pending()).total).toBe(0);

  await page.evaluate(() => Object.assign(window, { notReloaded: true }));
  const file = join(folder, "worker/greeting.ts");
  await writeFile(file, (await readFile(file, "utf8")).replace("hello", "welcome"));
  await expect.poll(async () => (await answer(page))["greeting"], patience).toBe("welcome");
  const after = await answer(page);
  expect(after["setBy"]).toBe(before["setBy"]);
  expect(after["instance"]).not.toBe(before["instance"]);
  expect(await page.evaluate(() => "notReloaded" in window)).toBe(true);
  expect((await pending()).total).toBe(0);
  expect(messages).toContain("The next server is a leader");
  expect(errors).toEqual([]);
});

test("the command line builds a playground in which the project runs", async () => {
  const site = join(folder, "site");
  await rm(site, { recursive: true, force: true });
  execFileSync(join(folder, "node_modules/.bin/tabd"), ["--build", "site"], {
    cwd: folder,
    stdio: "pipe",
  });
  const server = await serveFolder(site, "/any/path/");
  onTestFinished(() => server.close());
  const { page, errors } = await newPage();
  await page.goto(server.url);
  const state = page.getByRole("banner").getByRole("status");
  await expect.poll(() => state.innerText(), patience).toBe("Running");
  expect(await page.getByText("greeting.ts").count()).toBeGreaterThan(0);
  expect(errors).toEqual([]);
});

/** Starts `vite` in the project. */
async function startVite(): Promise<{ url: string; output(): string }> {
  const vite = spawn("node", ["node_modules/vite/bin/vite.js", "--port", "0"], {
    cwd: folder,
    env: { ...process.env, VITEST: undefined },
  });
  onTestFinished(async () => {
    const closed = once(vite, "close");
    vite.kill();
    await closed;
  });
  let text = "";
  for (const stream of [vite.stdout, vite.stderr]) {
    stream.setEncoding("utf8").on("data", (part: string) => (text += part));
  }
  const output = (): string => stripVTControlCharacters(text);
  await expect.poll(output, patience).toMatch(/http:\S+/);
  return { url: /http:\S+/.exec(output())?.[0] ?? "", output };
}
