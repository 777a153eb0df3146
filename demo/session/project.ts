import type { WorkerConfig } from "tabd";
import { escaped } from "./escaped.ts";

/** A worker as the playground knows it: its files, its configuration, and what to send to it. */
export interface Project {
  /** The worker's name, as wrangler has it: lower case, digits and dashes. */
  readonly name: string;
  /** Path to source, in the order of the tabs. */
  readonly files: Readonly<Record<string, string>>;
  readonly config: ProjectConfig;
  /** The example that it began as. */
  readonly exampleId?: string | undefined;
  /** What a reader would send to it. */
  readonly requests?: readonly ProjectRequest[] | undefined;
  /** Where the code comes from, when the reader has neither written nor chosen it here. */
  readonly origin?: "link" | "file" | undefined;
  /** Whether the reader has run it here: from then on it runs when the page is loaded. */
  readonly trusted?: boolean | undefined;
  /** The name of its disk, once it has one. */
  readonly disk?: string | undefined;
}

/** What a wrangler configuration says beside the name. */
export interface ProjectConfig {
  /** The path of the entry among the files. */
  readonly main: string;
  /** `YYYY-MM-DD`. */
  readonly compatibilityDate: string;
  readonly compatibilityFlags?: readonly string[] | undefined;
  /** The Durable Object classes that have a binding. */
  readonly namespaces: readonly ProjectNamespace[];
  /** Plain values in `env`. */
  readonly vars?: Readonly<Record<string, unknown>> | undefined;
}

export interface ProjectNamespace {
  readonly className: string;
  /** The name in `env`. */
  readonly binding: string;
}

/** Something to send, prepared for the request panel. */
export type ProjectRequest =
  | {
      readonly kind: "rpc";
      readonly title: string;
      readonly className: string;
      /** The name of the object. */
      readonly object: string;
      readonly method: string;
      /** The arguments as JavaScript literals, with commas between them. */
      readonly args: string;
    }
  | {
      readonly kind: "http";
      readonly title: string;
      readonly method: string;
      readonly url: string;
      readonly headers?: Readonly<Record<string, string>> | undefined;
      readonly body?: string | undefined;
    }
  | {
      readonly kind: "websocket";
      readonly title: string;
      readonly url: string;
      /** Texts to send. */
      readonly messages: readonly string[];
    };

/**
 * Of new projects. Not today's: wrangler refuses a date that is later than its own, and with Node 20
 * npm installs one of May 2026.
 */
export const COMPATIBILITY_DATE = "2026-05-01";

/**
 * Names a namespace's files as `wrangler dev` does, so that a disk can be carried there and back.
 */
function uniqueKeyOf(project: Project, className: string): string {
  return `${project.name}-${className}`;
}

/** `ChatRoom` is bound as `CHAT_ROOM`. */
function bindingNameOf(className: string): string {
  return className.replaceAll(/(?<=[a-z0-9])(?=[A-Z])/g, "_").toUpperCase();
}

/** The Durable Object classes that the entry exports: its own, and those of other files. */
function durableObjectClasses({ files, config }: Project): string[] {
  const declaration =
    /^[ \t]*export\s+class\s+([\p{ID_Start}$_][\p{ID_Continue}$]*)[^{]*?\sextends\s+DurableObject\b/gmu;
  const main = files[config.main] ?? "";
  const passedOn = [...main.matchAll(/\bexport\s*\{([^}]*)\}/g)].map(([, list = ""]) => list);
  const passesAllOn = /\bexport\s*\*\s*from\b/.test(main);
  return Object.entries(files).flatMap(([path, source]) =>
    [...source.matchAll(declaration)].flatMap(([, name]) => {
      if (name === undefined) return [];
      const exported =
        path === config.main || passesAllOn || passedOn.some((list) => hasWord(list, name));
      return exported ? [name] : [];
    }),
  );
}

function hasWord(text: string, word: string): boolean {
  return new RegExp(`(?<![\\w$])${escaped(word)}(?![\\w$])`).test(text);
}

/**
 * The configuration with a namespace for each Durable Object class that the entry exports: what was
 * configured stays, a class that came gets a binding, one that went loses it.
 */
export function withNamespacesOfCode(project: Project): Project {
  const { config, files } = project;
  const main = files[config.main] ?? "";
  const classes = durableObjectClasses(project);
  const kept = config.namespaces.filter(
    ({ className }) => classes.includes(className) || hasWord(main, className),
  );
  const added = classes
    .filter((className) => !kept.some((namespace) => namespace.className === className))
    .map((className) => ({ className, binding: bindingNameOf(className) }));
  const namespaces = [...kept, ...added];
  const same = added.length === 0 && namespaces.length === config.namespaces.length;
  return same ? project : { ...project, config: { ...config, namespaces } };
}

/** What `serve()` takes, on a disk of this name. */
export function workerConfig(project: Project, disk: string): WorkerConfig {
  const { files, config, name } = project;
  const { [config.main]: main, ...others } = files;
  if (main === undefined) {
    throw new Error(
      `The entry ${config.main} is not among the files: add it, or rename one to it.`,
    );
  }
  const vars = Object.entries(config.vars ?? {}).map(([key, value]) => [
    key,
    typeof value === "string" ? { text: value } : { json: value },
  ]);
  return {
    name,
    modules: { [config.main]: main, ...others },
    compatibilityDate: config.compatibilityDate,
    ...(config.compatibilityFlags && { compatibilityFlags: config.compatibilityFlags }),
    durableObjectNamespaces: config.namespaces.map(({ className }) => ({
      className,
      uniqueKey: uniqueKeyOf(project, className),
      enableSql: true,
    })),
    durableObjectStorage: { localDisk: disk },
    bindings: {
      ...Object.fromEntries(
        config.namespaces.map(({ binding, className }) => [
          binding,
          { durableObjectNamespace: className },
        ]),
      ),
      ...Object.fromEntries(vars),
    },
  };
}
