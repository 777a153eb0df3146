import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
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

  /** The project as it is stored here, with the reader's changes and its disk. */
  find(project: Project): Project | undefined {
    return this.#read(diskOf(project)) ?? this.#findEarlier(project);
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

  /**
   * An earlier version of this page named disks by a hash with collisions. A stranger's project could
   * have the same name, so only equal content finds such a disk.
   */
  #findEarlier(project: Project): Project | undefined {
    if (project.disk !== undefined || project.exampleId !== undefined) return undefined;
    const stored = this.#read(earlierDiskOf(project));
    return stored !== undefined && contentOf(stored) === contentOf(project) ? stored : undefined;
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
 * so that it cannot read what other projects have stored. Nobody can make two projects with the same
 * SHA-256.
 */
export function diskOf(project: Project): string {
  if (project.disk !== undefined) return project.disk;
  if (project.exampleId !== undefined) return `playground-${project.exampleId}`;
  return `playground-${project.name}-${bytesToHex(sha256(utf8ToBytes(contentOf(project))))}`;
}

/** What the code does: the same files do something else with another entry or other variables. */
function contentOf({ files, config }: Project): string {
  return JSON.stringify([files, config]);
}

function earlierDiskOf({ name, files }: Project): string {
  return `playground-${name}-${fnv1a(JSON.stringify(files))}`;
}

function fnv1a(text: string): string {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return (hash >>> 0).toString(16).padStart(8, "0");
}
