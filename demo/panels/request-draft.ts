import type { ProjectNamespace, ProjectRequest } from "../session/project.ts";

/** The content of a request form; also stored in the list of sent requests. */
export type RequestDraft = HttpDraft | RpcDraft | SocketDraft;

export interface HttpDraft {
  readonly kind: "http";
  readonly method: string;
  /** Absolute, or a path. */
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
  /** JavaScript literals separated by commas. */
  readonly args: string;
}

export interface SocketDraft {
  readonly kind: "websocket";
  readonly url: string;
  /** Suggested messages. */
  readonly messages: readonly string[];
}

export type DraftOf<Kind extends RequestDraft["kind"]> = Extract<
  RequestDraft,
  { readonly kind: Kind }
>;

/** A prepared request as form content. */
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

/** A request as one line of text. */
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

/** The origin of relative URLs; any would do. */
const ORIGIN = "http://localhost";

/** @throws {TypeError} for an invalid URL. */
export function absoluteUrl(url: string): URL {
  const text = url.trim();
  const given = /^[a-z][a-z\d+.-]*:/i.test(text) ? text : `${ORIGIN}/${text.replace(/^\/+/, "")}`;
  try {
    return new URL(given.replace(/^ws(?=s?:)/i, "http"));
  } catch {
    throw new TypeError(`"${text}" is not a URL. Enter a path or an absolute URL.`);
  }
}

/** @throws {TypeError} that names the line. */
export function parseHeaders(text: string): [name: string, value: string][] {
  return text.split("\n").flatMap((line, index): [string, string][] => {
    if (line.trim() === "") return [];
    const colon = line.indexOf(":");
    if (colon < 1) {
      throw new TypeError(`Line ${index + 1} of the headers is not "Name: value": ${line.trim()}`);
    }
    return [[line.slice(0, colon).trim(), line.slice(colon + 1).trim()]];
  });
}

/** Whether the text is an object id and not a name. */
export function isId(object: string): boolean {
  return /^[\da-f]{64}$/i.test(object.trim());
}

export type Callable = Readonly<Record<string, (...args: unknown[]) => unknown>>;

interface NamespaceBinding {
  get(id: unknown): Callable;
  getByName(name: string): Callable;
  idFromString(id: string): unknown;
}

/**
 * The stub of the draft's object.
 *
 * @throws {Error} if the class has no binding.
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
      `The running code has no binding for the class ${className}. Run it again after a change.`,
    );
  }
  const text = object.trim();
  return isId(text) ? namespace.get(namespace.idFromString(text)) : namespace.getByName(object);
}
