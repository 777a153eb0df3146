import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { expect, type Page, test } from "@playwright/test";

/** The site's service worker, here for builds of one page and one script. */
const script = readFileSync(
  fileURLToPath(new URL("../../dist-site/service-worker.js", import.meta.url)),
  "utf8",
);

function serviceWorkerOf(build: number): string {
  const of = script
    .replace(/\["\.\/[^\]]*\]/, JSON.stringify(["./", `./assets/script-${build}.js`]))
    .replace(/(["'`])[0-9a-f]{16}\1/, `"build ${build}"`);
  expect(of).toContain(`build ${build}`);
  expect(of).toContain(`script-${build}`);
  return of;
}

let server: Server;
let build = 1;

test.beforeAll(async () => {
  server = createServer((request, response) => {
    const answer = (type: string, body: string): void => {
      response.setHeader("content-type", type);
      response.end(body);
    };
    if (request.url === "/") answer("text/html", `<title>build ${build}</title>`);
    else if (request.url === "/service-worker.js")
      answer("text/javascript", serviceWorkerOf(build));
    else if (request.url === `/assets/script-${build}.js`) answer("text/javascript", `${build}`);
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});

test.afterAll(() => {
  server.close();
  server.closeAllConnections();
});

/** Loads the page of the current build and waits until its service worker has cached the site. */
async function load(page: Page): Promise<void> {
  await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  await expect(page).toHaveTitle(`build ${build}`);
  await page.evaluate(async (cacheName) => {
    const registration = await navigator.serviceWorker.register("./service-worker.js");
    await registration.update();
    const isThere = async (): Promise<boolean> =>
      (await caches.keys()).some((key) => key.endsWith(cacheName)) &&
      registration.active?.state === "activated" &&
      registration.installing === null &&
      registration.waiting === null;
    while (!(await isThere())) await new Promise((resolve) => setTimeout(resolve, 20));
  }, `build ${build}`);
}

const statusOf = (page: Page, file: string): Promise<number> =>
  page.evaluate((url) => fetch(url).then(({ status }) => status), file);

test("a tab of an earlier build keeps its files, also offline; closing the last such tab deletes them", async ({
  context,
}) => {
  const pages: Page[] = [];
  for (build = 1; build <= 4; build++) {
    const page = await context.newPage();
    await load(page);
    pages.push(page);
  }
  build = 4;
  for (const offline of [false, true]) {
    await context.setOffline(offline);
    for (const [index, page] of pages.entries()) {
      expect(await statusOf(page, `assets/script-${index + 1}.js`), `${index + 1}`).toBe(200);
    }
  }
  await context.setOffline(false);

  const fresh = await context.newPage();
  await Promise.all(pages.map((page) => page.close()));
  await load(fresh);
  await expect.poll(() => fresh.evaluate(() => caches.keys().then((keys) => keys.length))).toBe(1);
  const told = fresh.evaluate(
    () =>
      new Promise((resolve) => {
        navigator.serviceWorker.addEventListener("message", ({ data }) => resolve(data));
        navigator.serviceWorker.startMessages();
      }),
  );
  expect(await statusOf(fresh, "assets/script-1.js")).toBe(404);
  expect(await told).toBe("tabd playground: reload");
});
