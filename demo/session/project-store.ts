import { checkedProject } from "./checked-project.ts";
import type { Project } from "./project.ts";
import type { Settings } from "./settings.ts";

/** The settings key of a project's code. */
const keyOf = (disk: string): string => `project ${disk}`;

/** Stores the code of each project opened here, and which project is open. */
export class ProjectStore {
  readonly #settings: Settings;

  constructor(settings: Settings) {
    this.#settings = settings;
  }

  /** The project that was open last, with the reader's changes. */
  get current(): Project | undefined {
    const disk = this.#settings.get<string | undefined>("open", undefined);
    return disk === undefined ? undefined : this.#read(disk);
  }

  /** The project with the reader's changes, if there are any. */
  ownVersion(project: Project): Project {
    return this.#read(diskOf(project)) ?? project;
  }

  /** Whether the project is stored here. */
  has(project: Project): boolean {
    return this.#read(diskOf(project)) !== undefined;
  }

  /** @returns false if the browser has no room for it. */
  keep(project: Project, disk: string): boolean {
    if (!this.#settings.set(keyOf(disk), project)) return false;
    this.#settings.set("open", disk);
    if (project.exampleId !== undefined) return true;
    const others = this.#others.filter((one) => one !== disk);
    return this.#settings.set("projects", [disk, ...others]);
  }

  /** Projects from links and files, newest first. */
  get others(): readonly Project[] {
    return this.#others.flatMap((disk) => this.#read(disk) ?? []);
  }

  get #others(): readonly string[] {
    return this.#settings.get<readonly string[]>("projects", []);
  }

  #read(disk: string): Project | undefined {
    const value = this.#settings.get<Partial<Project> | undefined>(keyOf(disk), undefined);
    // An earlier version of the page may have stored it.
    const project = checkedProject(value);
    if (project === undefined || value === undefined) return undefined;
    const { exampleId, origin, trusted } = value;
    return { ...project, exampleId, origin, trusted, disk };
  }
}

/**
 * The name of a project's disk. Each example has its own disk. Code from a link or a file has one too,
 * so that it cannot read what other projects have stored.
 */
export function diskOf(project: Project): string {
  if (project.disk !== undefined) return project.disk;
  if (project.exampleId !== undefined) return `playground-${project.exampleId}`;
  return `playground-${project.name}-${hashOf(JSON.stringify(project.files))}`;
}

/** FNV-1a: distinguishes projects; not cryptographic. */
function hashOf(text: string): string {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return (hash >>> 0).toString(16).padStart(8, "0");
}
