import type { Server } from "tabd";
import type { EventHistory } from "../history/event-history.ts";
import type { Project } from "./project.ts";
import type { Settings } from "./settings.ts";

/** How it stands with the host. */
export type HostState = "stopped" | "starting" | "running" | "unresponsive" | "failed" | "killed";

/** Which object is meant, or which of its facets. */
export interface ActorKey {
  readonly className: string;
  readonly id: string;
  readonly name: string | null;
  /** The names that lead to the facet; absent and empty for the object itself. */
  readonly facet?: readonly string[] | undefined;
}

/** The files of a disk in workerd's layout, by their paths. */
export type DiskFiles = Readonly<Record<string, Uint8Array>>;

/** What is selected, in the timeline, the console and the panels alike. */
export interface Selection {
  readonly actor?: ActorKey | undefined;
  /** The `seq` of an entry of the history. */
  readonly entry?: number | undefined;
}

/** A place in the user's sources: lines and columns from 1. */
export interface SourcePlace {
  readonly path: string;
  readonly line: number;
  readonly column?: number | undefined;
}

/** What went wrong in the user's code, and where. */
export interface SourceProblem extends SourcePlace {
  readonly message: string;
  /** Whether the code could not be loaded, or failed while it ran. */
  readonly when: "load" | "run";
}

/**
 * One project, the host that runs it, and what is remembered of it. Everything on the page hangs
 * on this object and on nothing else.
 *
 * It dispatches `change` (server, state, problem, project, history: read what you need again) and
 * `select`; the history tells of itself.
 */
export interface PlaygroundSession extends EventTarget {
  /** Another one after each run; undefined where no host runs. */
  readonly server: Server | undefined;
  readonly state: HostState;
  /** What went wrong, in words; empty when nothing did. */
  readonly problem: string;
  /** What went wrong at places of the user's sources since the last run. */
  readonly sourceProblems: readonly SourceProblem[];
  /** The code as it stands in the editor; what runs is of the last `run()`. */
  readonly project: Project;
  /** Whether the code was changed since it was run. */
  readonly edited: boolean;
  /** Of this project's disk: another one after the project was changed for another. */
  readonly history: EventHistory;
  /** The name of the `localDisk` of this project. */
  readonly disk: string;
  readonly settings: Settings;
  /** Projects that came by a link or from a file, the last one first. */
  readonly others: readonly Project[];
  readonly selection: Selection;
  /** Whether a wipe can be undone. */
  readonly canUndoWipe: boolean;

  /** Starts the host, or starts it again with the code as it stands: storage and alarms stay. */
  run(): Promise<void>;
  /** Ends the host as a crash would. */
  kill(): void;
  reloadPage(): void;
  /** Empties the disk; until the next wipe, or the page's end, that can be undone. */
  wipe(): Promise<void>;
  undoWipe(): Promise<void>;
  select(selection: Selection): void;
  /** Takes the code of the editor. Nothing runs. */
  edit(files: Readonly<Record<string, string>>, config?: Project["config"]): void;
  /**
   * Puts another project in the place of this one, as the reader left it; its disk is another, too.
   * Nothing runs.
   *
   * @param options.afresh what the reader has changed of it is given up; its disk stays.
   */
  open(project: Project, options?: { readonly afresh?: boolean }): Promise<void>;
  /** Puts files on the disk, all or none, as `server.import()` does. */
  importFiles(files: DiskFiles, options?: { readonly overwrite?: boolean }): Promise<void>;
}
