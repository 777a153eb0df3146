/** Where in the user's sources something is: lines and columns from 1. */
export interface SourcePosition {
  readonly line: number;
  readonly column?: number | undefined;
}

/** The user's modules cannot be loaded. The message names the module and, where known, the line. */
export class ModuleError extends Error {
  override readonly name: string;
  /** The module at fault, as the configuration names it. */
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

/** The error of a module that is no JavaScript (or TypeScript), in workerd's form. */
export function syntaxError(
  message: string,
  module: string,
  position: SourcePosition | undefined,
  cause?: unknown,
): ModuleError {
  const where =
    position === undefined
      ? module
      : [module, position.line, position.column].filter((part) => part !== undefined).join(":");
  return new ModuleError(`${message}\n  at ${where}`, {
    module,
    position,
    name: "SyntaxError",
    cause,
  });
}

/** The position of a character of `source`. */
export function positionAt(source: string, index: number): SourcePosition & { column: number } {
  const before = source.slice(0, index);
  const line = before.split("\n").length;
  return { line, column: index - before.lastIndexOf("\n") };
}
