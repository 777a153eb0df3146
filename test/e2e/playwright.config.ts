import { createServer } from "node:net";
import { defineConfig } from "@playwright/test";
import { chromiumArgs, findChromium } from "../../scripts/browser.mjs";

/** A free port. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("There is no free port.");
  return address.port;
}

// Each worker evaluates this file again. The environment passes on the first evaluation's port.
process.env["TABD_E2E_PORT"] ??= String(await freePort());
const baseURL = `http://127.0.0.1:${process.env["TABD_E2E_PORT"]}/`;

/** Tests the built site and package: run `npm run build` and `npm run build:site` first. */
export default defineConfig({
  testDir: ".",
  outputDir: "../../test-results",
  timeout: 120_000,
  expect: { timeout: 30_000 },
  retries: 0,
  workers: 1,
  forbidOnly: true,
  reporter: "list",
  use: {
    baseURL,
    headless: true,
    launchOptions: { executablePath: await findChromium(), args: chromiumArgs },
  },
  webServer: {
    command: `npx vite preview --host 127.0.0.1 --port ${process.env["TABD_E2E_PORT"]} --strictPort`,
    cwd: "../..",
    url: baseURL,
    reuseExistingServer: false,
  },
});
