import { preview } from "vite";
import { freePort } from "./processes.mjs";

/**
 * Serves the built site, as the end-to-end tests do.
 *
 * @param {string} root
 * @returns {Promise<{ url: string, close: () => Promise<void> }>}
 */
export async function serveSite(root) {
  const port = await freePort();
  const server = await preview({
    root,
    logLevel: "warn",
    preview: { host: "127.0.0.1", port, strictPort: true },
  });
  return { url: `http://127.0.0.1:${port}/`, close: () => server.close() };
}
