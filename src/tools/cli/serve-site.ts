import { readFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { extname } from "node:path";
import { PROJECT_FILE, projectPage, siteFile } from "./site.ts";

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  ".css": "text/css",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".json": "application/json",
  ".md": "text/plain; charset=utf-8",
  ".wasm": "application/wasm",
};

/**
 * Serves the playground with a project.
 *
 * @param project is called for each load of the page, so that a reload shows edits.
 * @returns the page's URL.
 * @throws {Error} with the code `EADDRINUSE` if another program has the port.
 */
export async function serveSite(port: number, project: () => Promise<string>): Promise<string> {
  const server = createServer((request, response) => {
    answer(request, response, project).catch((error: unknown) => {
      response.statusCode = 500;
      response.end(error instanceof Error ? error.message : String(error));
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(port, "127.0.0.1", resolve);
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  project: () => Promise<string>,
): Promise<void> {
  const { pathname } = new URL(request.url ?? "/", "http://localhost");
  const path = decodeURIComponent(pathname).slice(1);
  const type = path === "" ? ".html" : extname(path);
  response.setHeader("Content-Type", CONTENT_TYPES[type] ?? "application/octet-stream");
  response.setHeader("Cache-Control", "no-cache");
  if (path === "") response.end(await projectPage());
  else if (path === PROJECT_FILE) response.end(await project());
  else {
    const file = siteFile(path);
    const content = file && (await readFile(file).catch(() => undefined));
    if (content === undefined) response.statusCode = 404;
    response.end(content);
  }
}
