import type { CheckedBinding, CheckedConfig } from "../../config/checked-config.ts";
import type { HostBinding } from "../../protocol/host-interface.ts";

/** Describes the bindings to the page, which makes its own stubs for them. */
export function describeBindings(config: CheckedConfig): Record<string, HostBinding> {
  return Object.fromEntries(
    config.bindings.map((binding) => [binding.name, describe(binding, config)]),
  );
}

/** A new copy of the value of a text, JSON or data binding. */
export function plainValue(
  binding: Extract<CheckedBinding, { readonly kind: "text" | "json" | "data" }>,
): unknown {
  switch (binding.kind) {
    case "text":
      return binding.text;
    case "json":
      return JSON.parse(binding.json);
    case "data":
      return binding.data.slice().buffer;
  }
}

function describe(binding: CheckedBinding, { namespaces }: CheckedConfig): HostBinding {
  switch (binding.kind) {
    case "durableObjectNamespace": {
      const { className } = binding;
      const config = namespaces.find((one) => one.className === className);
      const uniqueKey = config?.kind === "durable" ? config.uniqueKey : undefined;
      return { type: "namespace", className, ...(uniqueKey !== undefined && { uniqueKey }) };
    }
    case "service": {
      const { entrypoint, props } = binding;
      return {
        type: "service",
        ...(entrypoint !== undefined && { entrypoint }),
        ...(props !== undefined && { props: JSON.parse(props) as object }),
      };
    }
    case "durableObjectClass": {
      const { entrypoint = "default", props } = binding;
      return {
        type: "class",
        className: entrypoint,
        ...(props !== undefined && { props: JSON.parse(props) as object }),
      };
    }
    default:
      return { type: "value", value: plainValue(binding) };
  }
}
