import type { NamespaceConfig } from "../../config/config.ts";
import { type FileFields, problemOf } from "./file-fields.ts";

/**
 * The classes of Durable Objects that exist after all migrations, and whether each has SQL. The newer
 * `exports` lists them directly.
 */
function migratedClasses(fields: FileFields): Map<string, boolean> {
  const classes = new Map<string, boolean>();
  fields.array("migrations").forEach((migration, index) => {
    applyMigration(classes, fields, migration, `migrations[${index}]`);
  });
  const exported = fields.get("exports");
  if (exported === undefined) return classes;
  for (const [name, entry] of Object.entries(fields.record(exported, "exports"))) {
    const { type, state = "created", storage } = fields.record(entry, `exports.${name}`);
    if (type !== "durable-object") continue;
    if (state === "created" || state === "expecting-transfer") {
      classes.set(name, storage === "sqlite");
    }
  }
  return classes;
}

function applyMigration(
  classes: Map<string, boolean>,
  fields: FileFields,
  migration: unknown,
  field: string,
): void {
  const step = fields.record(migration, field);
  const names = (name: string): readonly string[] => fields.strings(step[name], `${field}.${name}`);
  const renames = (name: string): { from: string; to: string; field: string }[] => {
    const entries = step[name] ?? [];
    if (!Array.isArray(entries))
      throw problemOf(fields.file, `${field}.${name}`, "must be an array.");
    return entries.map((entry: unknown, index) => {
      const at = `${field}.${name}[${index}]`;
      const { from, to } = fields.record(entry, at);
      return {
        from: fields.requiredText(from, `${at}.from`),
        to: fields.requiredText(to, `${at}.to`),
        field: at,
      };
    });
  };
  const remove = (name: string, at: string): boolean => {
    const sql = classes.get(name);
    if (sql === undefined) {
      throw problemOf(
        fields.file,
        at,
        `names the class ${name}, which no earlier migration creates. Correct the name.`,
      );
    }
    classes.delete(name);
    return sql;
  };
  for (const name of names("deleted_classes")) remove(name, `${field}.deleted_classes`);
  for (const { from, to, field: at } of renames("renamed_classes"))
    classes.set(to, remove(from, at));
  for (const [list, sql] of [
    ["new_classes", false],
    ["new_sqlite_classes", true],
  ] as const) {
    for (const name of names(list)) {
      if (classes.has(name)) {
        throw problemOf(
          fields.file,
          `${field}.${list}`,
          `creates the class ${name}, which exists already. Delete the entry.`,
        );
      }
      classes.set(name, sql);
    }
  }
  // The other worker's data is not here. What its class stored in, only wrangler's server knows.
  for (const { to } of renames("transferred_classes")) classes.set(to, true);
}

/** The key that `wrangler dev` gives a class, so that its files can be moved here and back. */
export function namespace(worker: string, className: string, enableSql: boolean): NamespaceConfig {
  return { className, uniqueKey: `${worker}-${className}`, enableSql };
}

/** The classes of the migrations, and bound classes without one: these have no SQL, as in wrangler. */
export function namespaces(
  fields: FileFields,
  worker: string,
  bound: Iterable<string>,
): NamespaceConfig[] {
  const classes = migratedClasses(fields);
  for (const className of bound) if (!classes.has(className)) classes.set(className, false);
  return [...classes].map(([className, sql]) => namespace(worker, className, sql));
}
