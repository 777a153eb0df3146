import type { CheckedBinding, CheckedDesignator, CheckedNamespace } from "./checked-config.ts";
import { ConfigError } from "./config-error.ts";
import { didYouMean } from "./did-you-mean.ts";
import { readFields, readName, readRecord, readString, under, wrongType } from "./fields.ts";
import { readBytes, readJson } from "./module-content.ts";

const KINDS = [
  "durableObjectNamespace",
  "text",
  "json",
  "data",
  "service",
  "durableObjectClass",
] as const;

type Kind = (typeof KINDS)[number];

/** Reads `bindings`. */
export function checkBindings(
  value: unknown,
  namespaces: readonly CheckedNamespace[],
  workerName: string,
): CheckedBinding[] {
  if (value === undefined) return [];
  return [...readRecord(value, "bindings")].map(([name, binding]) => {
    const field = under("bindings", name);
    if (name === "") throw new ConfigError(field, "a binding's name cannot be empty.");
    const [kind, content] = readKind(binding, field);
    const says = `Worker "${workerName}"'s binding "${name}" refers to a`;
    switch (kind) {
      case "durableObjectNamespace":
        return { name, kind, className: readClass(content, `${field}.${kind}`, namespaces, says) };
      case "text":
        return { name, kind, text: readString(content, `${field}.text`) };
      case "json":
        return { name, kind, json: readJson(content, `${field}.json`) };
      case "data":
        return { name, kind, data: readBytes(content, `${field}.data`) };
      case "service":
      case "durableObjectClass":
        return Object.assign(
          { name, kind },
          readDesignator(content, `${field}.${kind}`, workerName, says),
        );
    }
  });
}

/** The kind of a binding: its only field. */
function readKind(value: unknown, field: string): [Kind, unknown] {
  const [first, second] = readFields(value, field, KINDS);
  if (first === undefined) {
    throw new ConfigError(field, `binds nothing: give it one of ${KINDS.join(", ")}.`);
  }
  if (second !== undefined) {
    throw new ConfigError(field, `cannot be both ${first[0]} and ${second[0]}: choose one.`);
  }
  return first as [Kind, unknown];
}

function readClass(
  value: unknown,
  field: string,
  namespaces: readonly CheckedNamespace[],
  says: string,
): string {
  const className = readName(value, field);
  const classes = namespaces.map((namespace) => namespace.className);
  if (classes.includes(className)) return className;
  throw new ConfigError(
    field,
    `${says} Durable Object namespace named "${className}", but no such Durable Object ` +
      `namespace is defined by this Worker.${didYouMean(className, classes)}`,
  );
}

function readDesignator(
  value: unknown,
  field: string,
  workerName: string,
  says: string,
): CheckedDesignator {
  const fields = readFields(value, field, ["name", "entrypoint", "props"]);
  const name = fields.has("name") ? readName(fields.get("name"), `${field}.name`) : workerName;
  if (name !== workerName) {
    throw new ConfigError(
      `${field}.name`,
      `${says} service "${name}", but no such service is defined. There is one worker, ` +
        `"${workerName}".`,
    );
  }
  return {
    entrypoint: fields.has("entrypoint")
      ? readName(fields.get("entrypoint"), `${field}.entrypoint`)
      : undefined,
    props: fields.has("props") ? readProps(fields.get("props"), `${field}.props`) : undefined,
  };
}

function readProps(value: unknown, field: string): string {
  const json = readJson(value, field);
  // Checks the JSON text, because of objects with `toJSON()`.
  if (!/^[{[]/.test(json)) throw wrongType(field, "an object", value);
  return json;
}
