import { defineConfig } from "@playwright/test";

const port = process.env["PORT"] ?? "4173";

export default defineConfig({
  testDir: "tests",
  use: {
    baseURL: `http://localhost:${port}/`,
    launchOptions: { executablePath: process.env["CHROMIUM_PATH"], args: ["--no-sandbox"] },
  },
  webServer: {
    command: `npx vite build && npx vite preview --port ${port} --strictPort`,
    url: `http://localhost:${port}/`,
  },
});
