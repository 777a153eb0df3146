import { checkConfig } from "../../src/config/check-config.ts";
import type { CheckedBinding, CheckedNamespace } from "../../src/config/checked-config.ts";
import type { WorkerConfig } from "../../src/config/config.ts";

/** A Cap'n Proto configuration, and the files that it embeds, for the same directory. */
interface CapnpConfig {
  readonly text: string;
  readonly files: ReadonlyMap<string, string | Uint8Array>;
}

/**
 * Translates a configuration of tabd for workerd: one worker behind one HTTP socket on a free port
 * of 127.0.0.1. Both use the same terms, so only the notation changes.
 *
 * @param disk the directory for `localDisk` storage.
 */
export function capnpConfig(config: WorkerConfig, disk: string | undefined): CapnpConfig {
  const checked = checkConfig(config);
  if (checked.code.kind !== "modules") throw new Error("workerd needs the code as sources");
  const files = new Map<string, string | Uint8Array>();
  const embed = (content: string | Uint8Array): string => {
    const name = `embedded-${files.size}`;
    files.set(name, content);
    return `embed ${text(name)}`;
  };
  const modules = checked.code.modules.map(([name, module]) => {
    const content = "data" in module ? module.data : module.text;
    const fields = [`name = ${text(name)}`, `${module.kind} = ${embed(content)}`];
    if (module.kind === "commonJsModule" && module.namedExports.length > 0) {
      fields.push(`namedExports = ${list(module.namedExports.map(text))}`);
    }
    return `(${fields.join(", ")})`;
  });
  const onDisk = checked.storage.kind === "localDisk";
  if (onDisk && disk === undefined) throw new Error("the disk's directory is missing");
  const services = [
    `(name = ${text(checked.name)}, worker = .theWorker)`,
    ...(onDisk
      ? [`(name = "the-disk", disk = (path = ${text(disk ?? "")}, writable = true))`]
      : []),
  ];
  const storage = onDisk ? `localDisk = "the-disk"` : `${checked.storage.kind} = void`;
  return {
    files,
    text: `using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = ${list(services)},
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = ${text(checked.name)})]
);

const theWorker :Workerd.Worker = (
  modules = ${list(modules)},
  compatibilityDate = ${text(checked.compatibilityDate)},
  compatibilityFlags = ${list(checked.compatibilityFlags.map(text))},
  durableObjectNamespaces = ${list(checked.namespaces.map(namespace))},
  durableObjectStorage = (${storage}),
  bindings = ${list(checked.bindings.map((entry) => binding(entry, checked.name, embed)))}
);
`,
  };
}

function namespace(entry: CheckedNamespace): string {
  const kind =
    entry.kind === "ephemeral"
      ? "ephemeralLocal = void"
      : `uniqueKey = ${text(entry.uniqueKey)}, enableSql = ${entry.enableSql}`;
  return `(className = ${text(entry.className)}, preventEviction = ${entry.preventEviction}, ${kind})`;
}

function binding(
  entry: CheckedBinding,
  workerName: string,
  embed: (content: Uint8Array) => string,
): string {
  return `(name = ${text(entry.name)}, ${content()})`;

  function content(): string {
    switch (entry.kind) {
      case "durableObjectNamespace":
        return `durableObjectNamespace = ${text(entry.className)}`;
      case "text":
        return `text = ${text(entry.text)}`;
      case "json":
        return `json = ${text(entry.json)}`;
      case "data":
        return `data = ${embed(entry.data)}`;
      case "service":
      case "durableObjectClass": {
        const { kind, entrypoint, props } = entry;
        const fields = [`name = ${text(workerName)}`];
        if (entrypoint !== undefined) fields.push(`entrypoint = ${text(entrypoint)}`);
        if (props !== undefined) fields.push(`props = (json = ${text(props)})`);
        return `${kind} = (${fields.join(", ")})`;
      }
    }
  }
}

function list(entries: readonly string[]): string {
  return entries.length === 0 ? "[]" : `[\n    ${entries.join(",\n    ")}\n  ]`;
}

/** A text literal: its UTF-8 bytes, those that are not plain ASCII as `\xNN`. */
function text(value: string): string {
  let literal = "";
  for (const byte of new TextEncoder().encode(value)) {
    const plain = byte >= 0x20 && byte < 0x7f && byte !== 0x22 && byte !== 0x5c;
    literal += plain ? String.fromCharCode(byte) : `\\x${byte.toString(16).padStart(2, "0")}`;
  }
  return `"${literal}"`;
}
