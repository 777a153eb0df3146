/**
 * An invalid configuration. The message begins with the field:
 * `durableObjectNamespaces[0].uniqueKey: is missing…`.
 */
export class ConfigError extends Error {
  override readonly name = "ConfigError";

  /** The field, as written after `config.`; empty for the whole configuration. */
  readonly field: string;

  constructor(field: string, problem: string, options?: { cause?: unknown }) {
    super(field === "" ? `the configuration ${problem}` : `${field}: ${problem}`, options);
    this.field = field;
  }
}
