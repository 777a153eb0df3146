import type { ExportedDisk, Server } from "tabd";
import type { EventHistory } from "../history/event-history.ts";
import type { Project } from "./project.ts";
import type { Settings } from "./settings.ts";

export type HostState = "stopped" | "starting" | "running" | "unresponsive" | "failed" | "killed";

/** Identifies an object, or one of its facets. */
export interface ActorKey {
  readonly className: string;
  readonly id: string;
  readonly name: string | null;
  /** The path of names to the facet; absent or empty for the object itself. */
  readonly facet?: readonly string[] | undefined;
}

/** The files of a disk by path, in workerd's layout. */
export type DiskFiles = Readonly<Record<string, Uint8Array>>;

/** The selection shared by timeline, console and panels. */
export interface Selection {
  readonly actor?: ActorKey | undefined;
  /** The `seq` of a history entry. */
  readonly entry?: number | undefined;
}

/** A place in the user's sources. Lines and columns count from 1. */
export interface SourcePlace {
  readonly path: string;
  readonly line: number;
  readonly column?: number | undefined;
}

/** An error in the user's code, with its place. */
export interface SourceProblem extends SourcePlace {
  readonly message: string;
  /** Whether the error occurred while loading or while running. */
  readonly when: "load" | "run";
}

/**
 * The open project, the host that runs it, and its event history. The single source of the page's
 * state.
 *
 * Dispatches `change` when server, state, problem, project or history has changed, and `select` when
 * the selection has. The history dispatches its own `change`.
 */
export interface PlaygroundSession extends EventTarget {
  /** A new one after each run; undefined while no host runs. */
  readonly server: Server | undefined;
  readonly state: HostState;
  /** The last error of the host; empty if there is none. */
  readonly problem: string;
  /** Errors with known places in the sources since the last run. */
  readonly sourceProblems: readonly SourceProblem[];
  /** The project as edited; the host runs the code of the last `run()`. */
  readonly project: Project;
  /** Whether the code has changed since the last run. */
  readonly edited: boolean;
  /** The events on this project's disk; a new object after `open()`. */
  readonly history: EventHistory;
  /** The name of the `localDisk` of this project. */
  readonly disk: string;
  readonly settings: Settings;
  /** Projects from links and files, newest first. */
  readonly others: readonly Project[];
  readonly selection: Selection;
  /** False for code from a link that was neither run nor edited: it is not stored. */
  readonly isKept: boolean;
  /** False while the browser has no room to store the project: its edits are in memory alone. */
  readonly isStored: boolean;
  /** Whether the last wipe can be undone. */
  readonly canUndoWipe: boolean;

  /** Starts or restarts the host with the current code. Storage and alarms stay. */
  run(): Promise<void>;
  /** Terminates the host, like a crash. */
  kill(): void;
  reloadPage(): void;
  /** The files of the disk that can be read, from the host or, when no host runs, without it. */
  exportFiles(): Promise<ExportedDisk>;
  /** Deletes everything on the disk, with or without a host. Can be undone until the next wipe or reload. */
  wipe(): Promise<void>;
  undoWipe(): Promise<void>;
  select(selection: Selection): void;
  /** Stores edited code. Does not run it. */
  edit(files: Readonly<Record<string, string>>, config?: Project["config"]): void;
  /**
   * Opens another project with the reader's changes, and its disk. Does not run it.
   *
   * @param options.afresh discards the reader's changes to the code; the disk stays.
   */
  open(project: Project, options?: { readonly afresh?: boolean }): Promise<void>;
  /** Imports files, all or none, like `server.import()`. */
  importFiles(files: DiskFiles, options?: { readonly overwrite?: boolean }): Promise<void>;
}
