import type { Server } from "tabd";
import { parseArguments } from "../values/parse-literal.ts";
import type { Project, ProjectRequest } from "./project.ts";

/** A request whose answer is one line: what a WebSocket says comes over time. */
export type OneLineRequest = Exclude<ProjectRequest, { readonly kind: "websocket" }>;

/** What a stub offers, whatever the class. */
type Stub = Record<string, (...args: unknown[]) => Promise<unknown>>;

/**
 * Sends a prepared request as a reader would.
 *
 * @returns the answer in one line.
 * @throws what the worker or the object throws.
 */
export async function sendRequest(
  server: Server,
  project: Project,
  request: OneLineRequest,
): Promise<string> {
  switch (request.kind) {
    case "rpc": {
      const namespace = project.config.namespaces.find(
        ({ className }) => className === request.className,
      );
      if (namespace === undefined) throw new Error(`There is no class ${request.className}.`);
      const stub = server.env[namespace.binding].getByName(request.object) as Stub;
      const result = await stub[request.method]?.(...parseArguments(request.args));
      return result === undefined ? "done" : oneLine(result);
    }
    case "http": {
      const { method, url, headers, body } = request;
      const response = await server.fetch(url, {
        method,
        ...(headers && { headers }),
        ...(body !== undefined && { body }),
      });
      return `${response.status} ${oneLine(await response.text())}`;
    }
  }
}

function oneLine(value: unknown): string {
  const text = typeof value === "string" ? value : (JSON.stringify(value) ?? String(value));
  return text.replaceAll(/\s+/g, " ").slice(0, 300);
}
