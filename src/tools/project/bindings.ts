import type { BindingConfig } from "../../config/config.ts";
import type { FileFields } from "./file-fields.ts";
import type { LeftOut } from "./project.ts";

function boundObjects(
  fields: FileFields,
): { binding: string; className: string; script: string | undefined; field: string }[] {
  return fields.arrayIn("durable_objects", "bindings").map((entry, index) => {
    const field = `durable_objects.bindings[${index}]`;
    const { name, class_name: className, script_name: script } = fields.record(entry, field);
    return {
      field,
      binding: fields.requiredText(name, `${field}.name`),
      className: fields.requiredText(className, `${field}.class_name`),
      script: script === undefined ? undefined : String(script),
    };
  });
}

/** Entries of `env`. */
type ObjectBindings = [name: string, binding: { durableObjectNamespace: string }][];
type Bindings = [name: string, binding: BindingConfig][];

export function objectBindings(
  fields: FileFields,
  worker: string,
  leftOut: LeftOut[],
): ObjectBindings {
  return boundObjects(fields).flatMap(({ binding, className, script, field }): ObjectBindings => {
    if (script === undefined || script === worker) {
      return [[binding, { durableObjectNamespace: className }]];
    }
    leftOut.push({ field, reason: otherWorker(`${binding} is a class`, script, worker) });
    return [];
  });
}

export function serviceBindings(fields: FileFields, worker: string, leftOut: LeftOut[]): Bindings {
  return fields.array("services").flatMap((entry, index): Bindings => {
    const field = `services[${index}]`;
    const { binding, service, entrypoint, props } = fields.record(entry, field);
    const name = fields.requiredText(binding, `${field}.binding`);
    const target = fields.requiredText(service, `${field}.service`);
    if (target === worker) {
      const designator = {
        ...(entrypoint !== undefined && {
          entrypoint: fields.requiredText(entrypoint, `${field}.entrypoint`),
        }),
        ...(props !== undefined && { props }),
      };
      return [[name, { service: designator }]];
    }
    leftOut.push({ field, reason: otherWorker(`${name} is an entrypoint`, target, worker) });
    return [];
  });
}

function otherWorker(subject: string, target: string, worker: string): string {
  return `${subject} of the worker "${target}": tabd runs one worker, "${worker}".`;
}

export function variables(fields: FileFields): Bindings {
  const vars = fields.get("vars");
  if (vars === undefined) return [];
  return Object.entries(fields.record(vars, "vars")).map(([name, value]) => [
    name,
    typeof value === "string" ? { text: value } : { json: value },
  ]);
}

export function secretBindings(secrets: Readonly<Record<string, string>>): Bindings {
  return Object.entries(secrets).map(([name, text]) => [name, { text }]);
}
