import type { Server } from "tabd";
import { parseArguments } from "../values/parse-literal.ts";
import type { Project, ProjectRequest } from "./project.ts";

/** A request with a single response; a WebSocket has many. */
export type OneLineRequest = Exclude<ProjectRequest, { readonly kind: "websocket" }>;

type Stub = Record<string, (...args: unknown[]) => Promise<unknown>>;

/**
 * Sends a prepared request.
 *
 * @returns the response as one line of text.
 * @throws whatever the worker or the object throws.
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
      if (namespace === undefined)
        throw new Error(`The code has no Durable Object class ${request.className}.`);
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
