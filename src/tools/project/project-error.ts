/** A project that tabd cannot read or build. The message names the file, the field and the next step. */
export class ProjectError extends Error {
  override readonly name = "ProjectError";

  /** @param file the path of the file; it is shown relative to the working directory. */
  constructor(file: string, problem: string, options?: ErrorOptions) {
    super(`${shown(file)}: ${problem}`, options);
  }
}

/** A path as messages show it. */
export function shown(file: string): string {
  const folder = `${process.cwd()}/`;
  return file.startsWith(folder) ? file.slice(folder.length) : file;
}
