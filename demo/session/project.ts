import type { WorkerConfig } from "tabd";

/** A worker in the playground: its files, its configuration and its prepared requests. */
export interface Project {
  /** The worker's name: lower case, digits and dashes, as wrangler requires. */
  readonly name: string;
  /** Path → source, in the order of the tabs. */
  readonly files: Readonly<Record<string, string>>;
  readonly config: ProjectConfig;
  /** The example it started from. */
  readonly exampleId?: string | undefined;
  /** Requests offered as buttons. */
  readonly requests?: readonly ProjectRequest[] | undefined;
  /** Set if the code came from a link or a file. */
  readonly origin?: "link" | "file" | undefined;
  /** Whether the reader has run it. Trusted code runs when the page loads. */
  readonly trusted?: boolean | undefined;
  /** The name of its disk, once assigned. */
  readonly disk?: string | undefined;
}

/** The wrangler configuration without the name. */
export interface ProjectConfig {
  /** The path of the entry file. */
  readonly main: string;
  /** `YYYY-MM-DD`. */
  readonly compatibilityDate: string;
  readonly compatibilityFlags?: readonly string[] | undefined;
  /** The Durable Object classes with their bindings. */
  readonly namespaces: readonly ProjectNamespace[];
  /** Plain values in `env`. */
  readonly vars?: Readonly<Record<string, unknown>> | undefined;
}

export interface ProjectNamespace {
  readonly className: string;
  /** The name in `env`. */
  readonly binding: string;
}

/** A prepared request. */
export type ProjectRequest =
  | {
      readonly kind: "rpc";
      readonly title: string;
      readonly className: string;
      /** The name of the object. */
      readonly object: string;
      readonly method: string;
      /** The arguments: JavaScript literals separated by commas. */
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
 * The compatibility date of new projects. wrangler refuses a date later than its own release, and for
 * Node 20 npm installs a wrangler of May 2026.
 */
export const COMPATIBILITY_DATE = "2026-05-01";

/** Matches `wrangler dev`, so that a disk can be moved between the two. */
function uniqueKeyOf(project: Project, className: string): string {
  return `${project.name}-${className}`;
}

/** `ChatRoom` → `CHAT_ROOM`. */
function bindingNameOf(className: string): string {
  return className.replaceAll(/(?<=[a-z0-9])(?=[A-Z])/g, "_").toUpperCase();
}

/** How long the type parameters of a class may be: a search without a limit takes quadratic time. */
const DECLARATION =
  /^[ \t]*export\s+class\s+([\p{ID_Start}$_][\p{ID_Continue}$]*)[^{}]{0,300}?\sextends\s+DurableObject\b/gmu;

/** The Durable Object classes that the entry exports or re-exports. */
function durableObjectClasses({ files, config }: Project): ReadonlySet<string> {
  const main = files[config.main] ?? "";
  const lists = [...main.matchAll(/\bexport\s*\{([^{}]*)\}/g)].map(([, list = ""]) => list);
  const reExports = wordsOf(lists.join(" "));
  const reExportsAll = /\bexport\s*\*\s*from\b/.test(main);
  const classes = Object.entries(files).flatMap(([path, source]) =>
    [...source.matchAll(DECLARATION)].flatMap(([, name]) => {
      if (name === undefined) return [];
      return path === config.main || reExportsAll || reExports.has(name) ? [name] : [];
    }),
  );
  return new Set(classes);
}

function wordsOf(text: string): ReadonlySet<string> {
  return new Set(text.match(/[\p{ID_Continue}$]+/gu));
}

/**
 * Updates the namespaces to the Durable Object classes that the entry exports. Existing bindings stay,
 * new classes get a binding, removed classes lose theirs.
 */
export function withNamespacesOfCode(project: Project): Project {
  const { config, files } = project;
  const words = wordsOf(files[config.main] ?? "");
  const classes = durableObjectClasses(project);
  const kept = config.namespaces.filter(
    ({ className }) => classes.has(className) || words.has(className),
  );
  const bound = new Set(kept.map(({ className }) => className));
  const added = [...classes]
    .filter((className) => !bound.has(className))
    .map((className) => ({ className, binding: bindingNameOf(className) }));
  const namespaces = [...kept, ...added];
  const same = added.length === 0 && namespaces.length === config.namespaces.length;
  return same ? project : { ...project, config: { ...config, namespaces } };
}

/** wrangler's rule for modules of text. */
const isText = (path: string): boolean => /\.(?:txt|html|sql)$/.test(path);

/** The project as the configuration of `serve()`, with its storage on `disk`. */
export function workerConfig(project: Project, disk: string): WorkerConfig {
  const { files, config, name } = project;
  const { [config.main]: main, ...others } = files;
  if (main === undefined) {
    throw new Error(`The entry file ${config.main} is missing. Add it, or rename a file to it.`);
  }
  const vars = Object.entries(config.vars ?? {}).map(([key, value]) => [
    key,
    typeof value === "string" ? { text: value } : { json: value },
  ]);
  return {
    name,
    modules: {
      [config.main]: main,
      ...Object.fromEntries(
        Object.entries(others).map(([path, text]) => [path, isText(path) ? { text } : text]),
      ),
    },
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
