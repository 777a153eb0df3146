/** A position in the user's source. Lines and columns count from 1. */
export interface SourcePosition {
  readonly line: number;
  readonly column?: number | undefined;
}

/** The user's modules cannot be loaded. The message names the module and, where known, the line. */
export class ModuleError extends Error {
  override readonly name: string;
  /** The module's name in the configuration. */
  readonly module: string;
  readonly position: SourcePosition | undefined;

  constructor(
    message: string,
    options: {
      module: string;
      position?: SourcePosition | undefined;
      name?: string;
      cause?: unknown;
    },
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = options.name ?? "ModuleError";
    this.module = options.module;
    this.position = options.position;
  }
}

/** A syntax error in workerd's form, with the next step on a line of its own. */
export function syntaxError(
  message: string,
  module: string,
  position: SourcePosition | undefined,
  cause?: unknown,
  advice?: string,
): ModuleError {
  const where =
    position === undefined
      ? module
      : [module, position.line, position.column].filter((part) => part !== undefined).join(":");
  const text = `${message}\n  at ${where}`;
  return new ModuleError(advice === undefined ? text : `${text}\n${advice}`, {
    module,
    position,
    name: "SyntaxError",
    cause,
  });
}

export function positionAt(source: string, index: number): SourcePosition & { column: number } {
  const before = source.slice(0, index);
  const line = before.split("\n").length;
  return { line, column: index - before.lastIndexOf("\n") };
}
