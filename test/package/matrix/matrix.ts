import { join } from "node:path";
import { type Browser, chromium, type Page } from "playwright";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { build, install } from "./project.ts";
import { serveFolder } from "./static-server.ts";

/** One production build of a project. */
export interface Build {
  /** Arguments of the build script. */
  readonly args?: string[];
  /** The path that it is served under. */
  readonly base?: string;
  /** The folder that has the result. */
  readonly output?: string;
  /** Headers of every answer. */
  readonly headers?: Readonly<Record<string, string>>;
  /** The forms of code to check. Default: all. */
  readonly forms?: string;
}

/** Builds a project, and sees an alarm outlive a reload in each form of code. */
export function matrix(name: string, builds: Readonly<Record<string, Build>>): void {
  let folder: string;
  let browser: Browser;

  beforeAll(async () => {
    [folder, browser] = await Promise.all([install(name), chromium.connect(inject("browser"))]);
  });
  afterAll(() => browser.close());

  test.each(Object.entries(builds))(`${name}: %s`, async (_, options) => {
    const { args = [], output = "dist", base = "/", headers, forms } = options;
    expect(await build(folder, output, args)).toEqual([]);
    const server = await serveFolder(join(folder, output), base, headers);
    const context = await browser.newContext();
    try {
      const page = await context.newPage();
      const errors = watchErrors(page);
      await page.goto(server.url + (forms === undefined ? "" : `?forms=${forms}`));
      expect([await outcome(page), errors]).toEqual(["set", []]);
      await page.reload();
      expect([await outcome(page), errors]).toEqual(["delivered", []]);
    } finally {
      await context.close();
      await server.close();
    }
  });
}

/** The page's own report: `projects/shared/check.js`. */
export async function outcome(page: Page): Promise<string> {
  const said = await page.waitForFunction(() => document.documentElement.dataset["check"], null, {
    timeout: 60_000,
  });
  return String(await said.jsonValue());
}

function watchErrors(page: Page): string[] {
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(String(error)));
  page.on("console", (message) => {
    const { url } = message.location();
    // Browsers request this file by themselves.
    if (message.type() === "error" && !url.endsWith("/favicon.ico")) errors.push(message.text());
  });
  return errors;
}
