import { strFromU8, strToU8 } from "fflate";
import { type ParseError, parse, printParseErrorCode } from "jsonc-parser";
import { checkedProject, MOST_FILES, workerName } from "../session/checked-project.ts";
import { COMPATIBILITY_DATE, type Project, withNamespacesOfCode } from "../session/project.ts";
import { wranglerReadme } from "./wrangler-readme.ts";

/** Files by their paths in the zip. */
export type ZipFiles = Readonly<Record<string, Uint8Array>>;

const json = (value: unknown): Uint8Array => strToU8(`${JSON.stringify(value, undefined, 2)}\n`);

/** The project as a folder in which `npm install` and `npm start`, which is `wrangler dev`, work. */
export function toWranglerProject(project: Project): ZipFiles {
  const { name, files } = project;
  const { config } = withNamespacesOfCode(project);
  const flags = config.compatibilityFlags ?? [];
  const sources = Object.entries(files).map(([path, source]) => [`src/${path}`, strToU8(source)]);
  return {
    "wrangler.jsonc": json({
      $schema: "node_modules/wrangler/config-schema.json",
      name,
      main: `src/${config.main}`,
      compatibility_date: config.compatibilityDate,
      ...(flags.length > 0 && { compatibility_flags: flags }),
      durable_objects: {
        bindings: config.namespaces.map(({ binding, className }) => ({
          name: binding,
          class_name: className,
        })),
      },
      migrations: [
        { tag: "v1", new_sqlite_classes: config.namespaces.map(({ className }) => className) },
      ],
      ...(config.vars && { vars: config.vars }),
    }),
    "package.json": json({
      name,
      private: true,
      type: "module",
      // wrangler generates the types of its own runtime; a package of types may not fit its
      // version.
      scripts: {
        start: "wrangler dev",
        dev: "wrangler dev",
        deploy: "wrangler deploy",
        types: "wrangler types && tsc",
        postinstall: "wrangler types",
      },
      devDependencies: { typescript: "^6.0.0", wrangler: "^4.0.0" },
    }),
    "tsconfig.json": json({
      compilerOptions: {
        target: "ESNext",
        module: "ESNext",
        moduleResolution: "Bundler",
        lib: ["ESNext"],
        types: ["./worker-configuration.d.ts"],
        strict: true,
        allowImportingTsExtensions: true,
        noEmit: true,
      },
      include: ["src"],
    }),
    ".gitignore": strToU8("node_modules\n.wrangler\nworker-configuration.d.ts\n"),
    "README.md": strToU8(wranglerReadme(project)),
    ...Object.fromEntries(sources),
  };
}

/** How many bytes of code the browser stores. */
const MOST_CODE = 2 * 1024 * 1024;

/** Whether there is a project among these files. */
export function hasWranglerProject(files: ZipFiles): boolean {
  return configPath(files) !== undefined;
}

/**
 * The project of a folder that wrangler knows: its configuration, and the files beside its entry.
 *
 * @throws {Error} that says what is missing.
 */
export function fromWranglerProject(files: ZipFiles): Project {
  const path = configPath(files) ?? "";
  const folder = path.slice(0, path.lastIndexOf("/") + 1);
  const config = readConfig(path, strFromU8(files[path] ?? new Uint8Array()));
  const main = String(config["main"] ?? "src/index.ts").replace(/^\.\//, "");
  const source = main.slice(0, main.lastIndexOf("/") + 1);
  const sources = Object.entries(files).flatMap(([file, bytes]) => {
    const inside = file.startsWith(folder + source) ? file.slice((folder + source).length) : "";
    const isCode = /\.(?:[cm]?[jt]s|json|txt|sql|html|md)$/.test(inside);
    const isOurs =
      source !== "" ||
      !/^(?:node_modules|\.wrangler)\/|^(?:package|tsconfig|worker-configuration)/.test(inside);
    return isCode && isOurs ? [[inside, bytes] as const] : [];
  });
  const size = sources.reduce((sum, [, bytes]) => sum + bytes.length, 0);
  if (sources.length > MOST_FILES || size > MOST_CODE) {
    throw new Error(
      `The project of ${path} has ${sources.length} files of code, ${size} bytes: this page edits ` +
        `at most ${MOST_FILES} files and ${MOST_CODE} bytes.`,
    );
  }
  const entry = main.slice(source.length);
  const durableObjects = config["durable_objects"] as { bindings?: unknown } | undefined;
  const listed = durableObjects?.bindings;
  const bindings = (Array.isArray(listed) ? listed : []).filter(
    (one): one is { name?: unknown; class_name?: unknown } =>
      typeof one === "object" && one !== null,
  );
  const project = checkedProject({
    name: workerName(String(config["name"] ?? "worker")),
    files: Object.fromEntries(sources.map(([inside, bytes]) => [inside, strFromU8(bytes)])),
    config: {
      main: entry,
      compatibilityDate: String(config["compatibility_date"] ?? COMPATIBILITY_DATE),
      compatibilityFlags: config["compatibility_flags"],
      vars: config["vars"],
      namespaces: bindings.map(({ name, class_name: className }) => ({ binding: name, className })),
    },
  });
  if (project?.files[entry] === undefined) {
    throw new Error(`${path} names the entry ${main}, which is not in the zip.`);
  }
  return { ...project, origin: "file" };
}

function configPath(files: ZipFiles): string | undefined {
  return Object.keys(files)
    .filter((path) => /(?:^|\/)wrangler\.jsonc?$/.test(path) && !path.includes("node_modules/"))
    .toSorted((one, other) => one.length - other.length)[0];
}

function readConfig(path: string, source: string): Record<string, unknown> {
  const errors: ParseError[] = [];
  const value: unknown = parse(source, errors, { allowTrailingComma: true });
  const [first] = errors;
  if (first !== undefined || typeof value !== "object" || value === null) {
    const why = first === undefined ? "it is not an object" : printParseErrorCode(first.error);
    throw new Error(`${path} cannot be read: ${why}.`);
  }
  return value as Record<string, unknown>;
}
