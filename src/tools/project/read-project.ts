import { stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { compatibility } from "../../config/compatibility.ts";
import { didYouMean } from "../../config/did-you-mean.ts";
import { objectBindings, secretBindings, serviceBindings, variables } from "./bindings.ts";
import { namespaces } from "./classes.ts";
import { inEnvironment } from "./environment.ts";
import { type FileFields, problemOf } from "./file-fields.ts";
import { KNOWN, READ, reasonToLeaveOut } from "./left-out-fields.ts";
import { DEFAULT_DATE, readMainModule } from "./main-module.ts";
import { readRules } from "./module-rules.ts";
import type { LeftOut, Project, ProjectAssets } from "./project.ts";
import { ProjectError } from "./project-error.ts";
import type { ReadOptions } from "./read-options.ts";
import { readSecrets, secretFiles } from "./secrets.ts";
import { findWranglerFile, isWranglerFile, readWranglerFile } from "./wrangler-file.ts";

/**
 * Reads a project.
 *
 * @param path a wrangler file, a folder that has one, or the worker's main module. From a main module
 *   alone, every class that it exports as `class … extends DurableObject` gets a namespace with SQL
 *   and a binding: `ChatRoom` is `env.CHAT_ROOM`.
 * @throws {ProjectError}
 */
export async function readProject(path: string, options: ReadOptions = {}): Promise<Project> {
  const given = resolve(path);
  const found = await stat(given).catch(() => undefined);
  if (found === undefined) {
    throw new ProjectError(
      given,
      "does not exist. Give the path of a wrangler file or its folder.",
    );
  }
  if (found.isFile() && !isWranglerFile(given)) return readMainModule(given, options);
  const file = found.isFile() ? given : await findWranglerFile(given);
  const raw = await readWranglerFile(file);
  const fields = inEnvironment(file, raw, options.environment);
  return fromFields(fields, options);
}

async function fromFields(fields: FileFields, options: ReadOptions): Promise<Project> {
  const { file } = fields;
  const root = dirname(file);
  const name = fields.text("name") ?? "worker";
  const leftOut: LeftOut[] = fields.names.flatMap((field) => {
    const reason = reasonToLeaveOut(field) ?? unknownField(field);
    return reason === undefined ? [] : [{ field, reason }];
  });
  const flags = fields.strings(fields.get("compatibility_flags"), "compatibility_flags");
  const date = fields.text("compatibility_date") ?? DEFAULT_DATE;
  checkCompatibility(file, date, flags);
  const secretGroups = secretFiles(root, options.environment);
  const objects = objectBindings(fields, name, leftOut);
  const bindings = new Map([
    ...variables(fields),
    ...(options.secrets === false ? [] : secretBindings(await readSecrets(secretGroups))),
    ...objects,
    ...serviceBindings(fields, name, leftOut),
  ]);
  const assets = readAssets(fields, root, leftOut);
  return {
    root,
    file,
    ...(options.environment !== undefined && { environment: options.environment }),
    name,
    main: await mainModule(fields, root),
    config: {
      name,
      compatibilityDate: date,
      ...(flags.length > 0 && { compatibilityFlags: flags }),
      durableObjectNamespaces: namespaces(
        fields,
        name,
        objects.map(([, { durableObjectNamespace }]) => durableObjectNamespace),
      ),
      durableObjectStorage: { localDisk: options.disk ?? name },
      bindings: Object.fromEntries(bindings),
    },
    ...(assets !== undefined && { assets }),
    rules: readRules(fields, leftOut),
    alias: fields.stringRecord("alias"),
    define: fields.stringRecord("define"),
    readFrom: [file, ...(options.secrets === false ? [] : secretGroups.flat())],
    leftOut,
  };
}

function checkCompatibility(file: string, date: string, flags: readonly string[]): void {
  try {
    compatibility(date, flags);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new ProjectError(file, message);
  }
}

function unknownField(field: string): string | undefined {
  if (KNOWN.includes(field)) return undefined;
  return `tabd does not know this field.${didYouMean(field, READ)}`;
}

async function mainModule(fields: FileFields, root: string): Promise<string> {
  const main = fields.text("main");
  if (main === undefined) {
    throw problemOf(fields.file, "main", "is missing. Give the path of the worker's entry module.");
  }
  const path = resolve(root, main);
  const found = await stat(path).catch(() => undefined);
  if (found?.isFile() === true) return path;
  throw problemOf(fields.file, "main", `names ${main}, which does not exist. Correct the path.`);
}

function readAssets(
  fields: FileFields,
  root: string,
  leftOut: LeftOut[],
): ProjectAssets | undefined {
  const value = fields.get("assets");
  if (value === undefined) return undefined;
  const { directory, binding } = fields.record(value, "assets");
  if (binding !== undefined) {
    leftOut.push({
      field: "assets.binding",
      reason: `the worker has no env.${String(binding)}: the page's own server serves the files.`,
    });
  }
  return {
    ...(typeof directory === "string" && { directory: resolve(root, directory) }),
    ...(typeof binding === "string" && { binding }),
  };
}
