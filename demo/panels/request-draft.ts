import type { ProjectNamespace, ProjectRequest } from "../session/project.ts";

/** What a form of the request panel holds, and what the history remembers. */
export type RequestDraft = HttpDraft | RpcDraft | SocketDraft;

export interface HttpDraft {
  readonly kind: "http";
  readonly method: string;
  /** Absolute, or the path of one. */
  readonly url: string;
  /** `Name: value` on each line. */
  readonly headers: string;
  readonly body: string;
}

export interface RpcDraft {
  readonly kind: "rpc";
  readonly className: string;
  /** A name, or an id of 64 hex digits. */
  readonly object: string;
  readonly method: string;
  /** JavaScript literals with commas between them. */
  readonly args: string;
}

export interface SocketDraft {
  readonly kind: "websocket";
  readonly url: string;
  /** Texts that are offered to be sent. */
  readonly messages: readonly string[];
}

export type DraftOf<Kind extends RequestDraft["kind"]> = Extract<
  RequestDraft,
  { readonly kind: Kind }
>;

/** What an example suggests, as a form holds it. */
export function draftOf(request: ProjectRequest): RequestDraft {
  switch (request.kind) {
    case "http": {
      const { method, url, headers = {}, body = "" } = request;
      const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
      return { kind: "http", method, url, headers: lines.join("\n"), body };
    }
    case "rpc": {
      const { className, object, method, args } = request;
      return { kind: "rpc", className, object, method, args };
    }
    case "websocket":
      return { kind: "websocket", url: request.url, messages: request.messages };
  }
}

/** A request in one line. */
export function draftTitle(draft: RequestDraft): string {
  switch (draft.kind) {
    case "http":
      return `${draft.method} ${draft.url}`;
    case "rpc": {
      const object = isId(draft.object) ? `${draft.object.slice(0, 8)}…` : draft.object;
      return `${object}.${draft.method}(${draft.args.replaceAll(/\s+/g, " ").trim()})`;
    }
    case "websocket":
      return `WebSocket ${draft.url}`;
  }
}

/** Where paths lead that have no host before them: the worker does not care. */
const ORIGIN = "http://localhost";

/** @throws {TypeError} when it is no URL. */
export function absoluteUrl(url: string): URL {
  const text = url.trim();
  const given = /^[a-z][a-z\d+.-]*:/i.test(text) ? text : `${ORIGIN}/${text.replace(/^\/+/, "")}`;
  try {
    return new URL(given.replace(/^ws(?=s?:)/i, "http"));
  } catch {
    throw new TypeError(`"${text}" is no URL: write a path, or all of it from http:// on`);
  }
}

/** @throws {TypeError} that names the line. */
export function parseHeaders(text: string): [name: string, value: string][] {
  return text.split("\n").flatMap((line, index): [string, string][] => {
    if (line.trim() === "") return [];
    const colon = line.indexOf(":");
    if (colon < 1) {
      throw new TypeError(`Line ${index + 1} of the headers has no "Name: value": ${line.trim()}`);
    }
    return [[line.slice(0, colon).trim(), line.slice(colon + 1).trim()]];
  });
}

/** Whether it is an object's id, and not a name. */
export function isId(object: string): boolean {
  return /^[\da-f]{64}$/i.test(object.trim());
}

/** A stub, as the page calls it. */
export type Callable = Readonly<Record<string, (...args: unknown[]) => unknown>>;

interface NamespaceBinding {
  get(id: unknown): Callable;
  getByName(name: string): Callable;
  idFromString(id: string): unknown;
}

/**
 * The stub of the object that a draft names.
 *
 * @throws {Error} that says what is not there.
 */
export function stubOf(
  env: Readonly<Record<string, unknown>>,
  namespaces: readonly ProjectNamespace[],
  { className, object }: Pick<RpcDraft, "className" | "object">,
): Callable {
  const binding = namespaces.find((one) => one.className === className)?.binding;
  const namespace = binding === undefined ? undefined : (env[binding] as NamespaceBinding);
  if (namespace === undefined) {
    throw new Error(
      `The code that runs has no binding for the class ${className}: run it again after a change`,
    );
  }
  const text = object.trim();
  return isId(text) ? namespace.get(namespace.idFromString(text)) : namespace.getByName(object);
}
