import { type ExportedDisk, exportDisk, type HostEvent, type Server, serve, wipeDisk } from "tabd";
import { rememberedClock } from "../clock/clock-memory.ts";
import { EventHistory } from "../history/event-history.ts";
import { type Project, withNamespacesOfCode, workerConfig } from "./project.ts";
import { diskOf, ProjectStore } from "./project-store.ts";
import type {
  DiskFiles,
  HostState,
  PlaygroundSession,
  Selection,
  SourceProblem,
} from "./session.ts";
import type { Settings } from "./settings.ts";
import { loadProblem, runProblem } from "./source-places.ts";

/** How long a host may take to close before it is killed, in ms. */
const CLOSING_TIMEOUT = 3000;

/** How long until a project is stored again that the browser had no room for, in ms. */
const STORE_RETRY = 5000;

/** The session of the page. */
export class Playground extends EventTarget implements PlaygroundSession {
  readonly settings: Settings;
  readonly store: ProjectStore;
  #project: Project;
  #history: EventHistory;
  #server: Server | undefined;
  #state: HostState = "stopped";
  #problem = "";
  #sourceProblems: readonly SourceProblem[] = [];
  #selection: Selection = {};
  /** The files that were run last. */
  #ran: Project["files"] | undefined;
  /** Counts starts and stops, so that events of an earlier host are ignored. */
  #turn = 0;
  #starting: AbortController | undefined;
  /** The files that the last wipe deleted. */
  #wiped: { readonly disk: string; readonly files: DiskFiles } | undefined;

  #isKept = true;
  #isStored = true;
  #retry: ReturnType<typeof setTimeout> | undefined;

  private constructor(settings: Settings, project: Project, history: EventHistory) {
    super();
    this.settings = settings;
    this.store = new ProjectStore(settings);
    this.#project = project;
    this.#history = history;
  }

  /** Opens the project that was open last, else `first`. Does not run it. */
  static async resume(settings: Settings, first: Project): Promise<Playground> {
    const project = new ProjectStore(settings).current ?? first;
    const playground = new Playground(settings, project, await EventHistory.open(diskOf(project)));
    playground.#history.add({ type: "page-loaded" });
    return playground;
  }

  get server(): Server | undefined {
    return this.#server;
  }

  get state(): HostState {
    return this.#state;
  }

  get problem(): string {
    return this.#problem;
  }

  get sourceProblems(): readonly SourceProblem[] {
    return this.#sourceProblems;
  }

  get project(): Project {
    return this.#project;
  }

  get edited(): boolean {
    return this.#ran !== undefined && this.#ran !== this.#project.files;
  }

  get history(): EventHistory {
    return this.#history;
  }

  get disk(): string {
    return diskOf(this.#project);
  }

  get others(): readonly Project[] {
    return this.store.others;
  }

  get selection(): Selection {
    return this.#selection;
  }

  get isKept(): boolean {
    return this.#isKept;
  }

  get isStored(): boolean {
    return this.#isStored;
  }

  get canUndoWipe(): boolean {
    return this.#wiped?.disk === this.disk;
  }

  edit(files: Project["files"], config = this.#project.config): void {
    this.#project = { ...this.#project, files, config };
    this.#keep();
    this.#changed();
  }

  async open(project: Project, { afresh = false } = {}): Promise<void> {
    await this.#stop();
    // A link always waits for Run, even if its code has run here before.
    const { trusted } = project;
    // A link is stored when it is run or edited: opening many of them does not fill the storage.
    const stored = this.store.find(project);
    const isKept = project.origin !== "link" || stored !== undefined;
    const { disk = diskOf(project), ...own } = stored ?? project;
    // The disk stays the same when the reader changes the code.
    this.#project = afresh ? { ...project, disk } : { ...own, disk, trusted };
    this.#isKept = isKept;
    if (isKept) this.#keep();
    else this.#setStored(true);
    this.#selection = {};
    this.#ran = undefined;
    this.#history = await EventHistory.open(this.disk);
    this.#update("stopped");
  }

  async run(): Promise<void> {
    await this.#stop();
    const turn = ++this.#turn;
    this.#project = { ...withNamespacesOfCode(this.#project), trusted: true };
    this.#keep();
    this.#sourceProblems = [];
    this.#ran = this.#project.files;
    this.#update("starting");
    const paths = Object.keys(this.#project.files);
    const clock = rememberedClock(this.settings, this.disk);
    this.#history.add({ type: "host-starting", clock });
    const abort = new AbortController();
    this.#starting = abort;
    try {
      const server = await serve(workerConfig(this.#project, this.disk), {
        isolate: true,
        clock,
        onEvent: (event) => this.#hear(event, turn, paths),
        signal: abort.signal,
      });
      if (turn !== this.#turn) return server.kill();
      this.#server = server;
      this.#history.add({ type: "host-started" });
      this.#update("running");
    } catch (error) {
      if (turn !== this.#turn) return;
      const found = loadProblem(error, paths);
      this.#sourceProblems = found === undefined ? [] : [found];
      const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
      this.#history.add({ type: "host-failed", problem: message });
      this.#update("failed", message);
    } finally {
      if (this.#starting === abort) this.#starting = undefined;
    }
  }

  kill(): void {
    if (this.#server === undefined && this.#starting === undefined) return;
    this.#turn++;
    this.#starting?.abort(new Error("the host was killed"));
    this.#starting = undefined;
    this.#server?.kill();
    this.#server = undefined;
    this.#history.add({ type: "host-killed" });
    this.#update("killed");
  }

  reloadPage(): void {
    location.reload();
  }

  async wipe(): Promise<void> {
    const { disk } = this;
    const { files } = await this.exportFiles();
    await (this.#canReadWithoutHost ? wipeDisk(disk) : this.#needServer().wipe());
    this.#wiped = { disk, files };
    this.#changed();
  }

  async exportFiles(): Promise<ExportedDisk> {
    const options = { skipDamaged: true };
    if (this.#canReadWithoutHost) return exportDisk(this.disk, options);
    return this.#needServer().export(options);
  }

  /** A failed or killed host has released the disk. */
  get #canReadWithoutHost(): boolean {
    return this.#server === undefined && this.#starting === undefined;
  }

  async undoWipe(): Promise<void> {
    if (this.#wiped?.disk !== this.disk) return;
    await this.#needServer().import(this.#wiped.files, { overwrite: true });
    this.#wiped = undefined;
    this.#changed();
  }

  async importFiles(
    files: DiskFiles,
    options: { readonly overwrite?: boolean } = {},
  ): Promise<void> {
    await this.#needServer().import(files, options);
    this.#changed();
  }

  #needServer(): Server {
    if (this.#server === undefined) throw new Error("The host is not running. Press Run first.");
    if (this.#state === "unresponsive") {
      throw new Error("The host is not responding. Kill it and press Run first.");
    }
    return this.#server;
  }

  select(selection: Selection): void {
    this.#selection = selection;
    this.dispatchEvent(new Event("select"));
  }

  /** Closes the host; kills it if it does not respond. */
  async #stop(): Promise<void> {
    this.#turn++;
    const server = this.#server;
    const stuck = this.#state === "unresponsive";
    this.#server = undefined;
    this.#starting?.abort(new Error("the host was started again"));
    if (server === undefined) return;
    if (stuck) return server.kill();
    const timeout = new Promise<void>((resolve) => setTimeout(resolve, CLOSING_TIMEOUT));
    await Promise.race([server.close().catch(() => undefined), timeout]);
    server.kill();
  }

  #hear(event: HostEvent, turn: number, paths: readonly string[]): void {
    this.#history.add(event);
    if (turn !== this.#turn) return;
    if (event.type === "host-unresponsive") {
      this.#update(
        "unresponsive",
        "The host is not responding. Your code may be in an endless loop.",
      );
    } else if (event.type === "host-responsive") {
      this.#update(this.#server === undefined ? "starting" : "running");
    }
    const found = runProblem(event, paths);
    if (found === undefined) return;
    const others = this.#sourceProblems.filter(
      ({ path, line }) => path !== found.path || line !== found.line,
    );
    this.#sourceProblems = [...others, found];
    this.#changed();
  }

  #keep(): void {
    this.#isKept = true;
    this.#setStored(this.store.keep(this.#project, this.disk));
  }

  /** While the browser has no room, tries again: another tab may make some. */
  #setStored(isStored: boolean): void {
    clearTimeout(this.#retry);
    if (!isStored) this.#retry = setTimeout(() => this.#keep(), STORE_RETRY);
    if (isStored === this.#isStored) return;
    this.#isStored = isStored;
    this.#changed();
  }

  #update(state: HostState, problem = ""): void {
    this.#state = state;
    this.#problem = problem;
    this.#changed();
  }

  #changed(): void {
    this.dispatchEvent(new Event("change"));
  }
}
