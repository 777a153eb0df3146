import { defineConfig } from "@playwright/test";
import { chromiumArgs, findChromium } from "../../scripts/browser.mjs";

/** Tests the built package: run `npm run build` first. */
export default defineConfig({
  testDir: ".",
  testMatch: "*.spec.ts",
  outputDir: "../../test-results/playwright",
  timeout: 60_000,
  expect: { timeout: 15_000 },
  retries: 0,
  workers: 2,
  fullyParallel: true,
  forbidOnly: true,
  reporter: "list",
  use: {
    headless: true,
    launchOptions: { executablePath: await findChromium(), args: chromiumArgs },
  },
});
