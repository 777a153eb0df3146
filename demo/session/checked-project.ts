import type { Project, ProjectConfig, ProjectNamespace, ProjectRequest } from "./project.ts";

/** How many files a project may have: what the editor shows. */
export const MOST_FILES = 300;

/**
 * Checks data from a link, a file or an earlier version of the page, and keeps only known fields of
 * the right types. Origin, trust and disk are never taken from outside.
 *
 * @returns undefined if the data is not a project.
 */
export function checkedProject(value: unknown): Project | undefined {
  if (!isRecord(value)) return undefined;
  const { name, files, requests } = value;
  const config = checkedConfig(value["config"]);
  if (typeof name !== "string" || !isRecord(files) || config === undefined) return undefined;
  const sources = Object.entries(files).filter(
    (entry): entry is [string, string] => typeof entry[1] === "string",
  );
  if (sources.length === 0 || sources.length !== Object.keys(files).length) return undefined;
  if (!sources.every(([path]) => isInside(path))) return undefined;
  const checked = Array.isArray(requests) ? requests.map(checkedRequest) : [];
  return {
    name: workerName(name),
    files: Object.fromEntries(sources),
    config,
    requests: checked.filter((request) => request !== undefined),
  };
}

/** Whether a path stays inside the folder where the project's zip is unpacked, on any system. */
function isInside(path: string): boolean {
  return (
    !/[\\:\p{Cc}]/u.test(path) &&
    !path.split("/").some((part) => /^(?:\.{0,2}|__proto__)$/.test(part))
  );
}

/** A name that wrangler accepts: lower case, digits and dashes. */
export function workerName(text: string): string {
  const name = text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-|-$/g, "");
  return name.slice(0, 54) || "worker";
}

function checkedConfig(value: unknown): ProjectConfig | undefined {
  if (!isRecord(value)) return undefined;
  const { main, compatibilityDate, compatibilityFlags, namespaces, vars } = value;
  if (typeof main !== "string" || typeof compatibilityDate !== "string") return undefined;
  if (!Array.isArray(namespaces)) return undefined;
  const isNamespace = (one: unknown): one is ProjectNamespace =>
    isRecord(one) && typeof one["className"] === "string" && typeof one["binding"] === "string";
  return {
    main,
    compatibilityDate,
    compatibilityFlags: isStrings(compatibilityFlags) ? compatibilityFlags : undefined,
    namespaces: namespaces
      .filter(isNamespace)
      .map(({ className, binding }) => ({ className, binding })),
    vars: isRecord(vars) ? vars : undefined,
  };
}

function checkedRequest(value: unknown): ProjectRequest | undefined {
  if (!isRecord(value)) return undefined;
  const { kind, title, url, method } = value;
  if (typeof title !== "string") return undefined;
  if (kind === "rpc") {
    const { className, object, args } = value;
    return areStrings(className, object, method, args)
      ? ({ kind, title, className, object, method, args } as ProjectRequest)
      : undefined;
  }
  if (!areStrings(url)) return undefined;
  if (kind === "websocket") {
    const { messages } = value;
    return isStrings(messages) ? ({ kind, title, url, messages } as ProjectRequest) : undefined;
  }
  if (kind !== "http" || !areStrings(method)) return undefined;
  const { headers, body } = value;
  const fields = isRecord(headers) ? Object.entries(headers) : [];
  return {
    kind,
    title,
    method: String(method),
    url: String(url),
    headers: Object.fromEntries(fields.map(([key, field]) => [key, String(field)])),
    body: typeof body === "string" ? body : undefined,
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isStrings(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((one) => typeof one === "string");
}

const areStrings = (...values: unknown[]): boolean => isStrings(values);
