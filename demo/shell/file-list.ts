import type { Project } from "../session/project.ts";

type Files = Project["files"];

/** Why a file cannot have this name; empty if it can. */
export function checkPath(path: string, files: Files): string {
  if (path === "") return "Enter a name.";
  if (Object.hasOwn(files, path)) return `${path} already exists.`;
  if (!/^[\w][\w.@ -]*(?:\/[\w][\w.@ -]*)*$/.test(path))
    return "Use only letters, digits, - . _ and /.";
  if (!/\.(?:[cm]?[jt]s|json|txt|sql|html|md)$/.test(path))
    return "The name must end in .ts, .js or .json.";
  return "";
}

/** The project with a new empty file at the end. */
export function withFile(project: Project, path: string): Project {
  return { ...project, files: { ...project.files, [path]: "" } };
}

/** The project with a renamed file in the same position; a renamed entry file stays the entry. */
export function withRenamed(project: Project, from: string, to: string): Project {
  const entries = Object.entries(project.files).map(([path, text]) => [
    path === from ? to : path,
    text,
  ]);
  const { config } = project;
  return {
    ...project,
    files: Object.fromEntries(entries),
    config: config.main === from ? { ...config, main: to } : config,
  };
}

export function withoutFile(files: Files, path: string): Files {
  const { [path]: _, ...others } = files;
  return others;
}
