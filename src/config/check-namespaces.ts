import type { CheckedNamespace, CheckedStorage } from "./checked-config.ts";
import type { DurableNamespaceConfig, EphemeralNamespaceConfig } from "./config.ts";
import { ConfigError } from "./config-error.ts";
import { readArray, readFields, readFlag, readName, wrongType } from "./fields.ts";

const NAMESPACE_FIELDS = [
  "className",
  "uniqueKey",
  "enableSql",
  "preventEviction",
  "durableObjectStorage",
  "ephemeralLocal",
] satisfies (keyof DurableNamespaceConfig | keyof EphemeralNamespaceConfig)[];

/** Fields that need storage. */
const STORAGE_FIELDS = ["uniqueKey", "enableSql", "durableObjectStorage"];

/** The limit of file names, in bytes: workerd makes a directory of the key. */
const MAX_KEY_BYTES = 255;

/** Reads `durableObjectNamespaces`. */
export function checkNamespaces(
  value: unknown,
  storage: CheckedStorage,
  workerName: string,
): CheckedNamespace[] {
  const classes = new Map<string, string>();
  const keys = new Map<string, string>();
  return readArray(value, "durableObjectNamespaces").map((entry, index) => {
    const field = `durableObjectNamespaces[${index}]`;
    const namespace = checkNamespace(entry, field, storage, workerName);
    claim(classes, namespace.className, field, "className");
    if (namespace.kind === "durable") claim(keys, namespace.uniqueKey, field, "uniqueKey");
    return namespace;
  });
}

function checkNamespace(
  value: unknown,
  field: string,
  storage: CheckedStorage,
  workerName: string,
): CheckedNamespace {
  const fields = readFields(value, field, NAMESPACE_FIELDS);
  const className = readName(fields.get("className"), `${field}.className`);
  const preventEviction = readFlag(fields.get("preventEviction"), `${field}.preventEviction`);
  const ephemeral = fields.get("ephemeralLocal");
  if (ephemeral !== undefined) {
    if (ephemeral !== true) throw wrongType(`${field}.ephemeralLocal`, "true or absent", ephemeral);
    const surplus = STORAGE_FIELDS.find((name) => fields.has(name));
    if (surplus !== undefined) {
      throw new ConfigError(
        `${field}.${surplus}`,
        "cannot be given together with ephemeralLocal: such objects have no storage.",
      );
    }
    return { kind: "ephemeral", className, preventEviction };
  }
  return {
    kind: "durable",
    className,
    uniqueKey: checkUniqueKey(fields.get("uniqueKey"), `${field}.uniqueKey`),
    storage: checkPlace(fields.get("durableObjectStorage"), field, storage, workerName),
    enableSql: readFlag(fields.get("enableSql"), `${field}.enableSql`),
    preventEviction,
  };
}

function checkUniqueKey(value: unknown, field: string): string {
  if (value === undefined) {
    throw new ConfigError(
      field,
      "is missing: give the key that names the namespace's files and makes its ids, or " +
        "ephemeralLocal: true for objects without storage.",
    );
  }
  const key = readName(value, field);
  const problem = keyProblem(key);
  if (problem !== undefined) throw new ConfigError(field, problem);
  return key;
}

/** Why `key` is not a valid `uniqueKey`; undefined if it is. */
export function keyProblem(key: string): string | undefined {
  if (key === "." || key === ".." || /[/\0]/.test(key)) {
    return `${JSON.stringify(key)} cannot be the name of a directory.`;
  }
  if (/\p{Surrogate}/u.test(key)) return `${JSON.stringify(key)} is not well-formed Unicode.`;
  return new TextEncoder().encode(key).length > MAX_KEY_BYTES
    ? `is longer than ${MAX_KEY_BYTES} bytes, the limit of a directory's name.`
    : undefined;
}

/** The storage of the namespace. */
function checkPlace(
  value: unknown,
  field: string,
  storage: CheckedStorage,
  workerName: string,
): "localDisk" | "inMemory" {
  if (value === "inMemory") return "inMemory";
  if (value !== undefined) {
    throw wrongType(`${field}.durableObjectStorage`, '"inMemory" or absent', value);
  }
  if (storage.kind !== "none") return storage.kind;
  throw new ConfigError(
    "durableObjectStorage",
    `Worker service "${workerName}" implements durable object classes but has ` +
      '`durableObjectStorage` set to `none`. Set it to { localDisk: "my-disk" } to keep the ' +
      'objects in this browser, or to "inMemory".',
  );
}

function claim(
  claimed: Map<string, string>,
  word: string,
  field: string,
  name: "className" | "uniqueKey",
): void {
  const other = claimed.get(word);
  if (other !== undefined) {
    throw new ConfigError(
      `${field}.${name}`,
      `${JSON.stringify(word)} is already the ${name} of ${other}.`,
    );
  }
  claimed.set(word, field);
}
