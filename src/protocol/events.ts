import { stackOfWorker } from "./stack.ts";

/**
 * What a host reports as it happens: one stream of plain objects, which cross to the page by
 * structured clone. Timeline, inspector and test helpers live on these and on nothing else.
 */
export type HostEvent =
  | AlarmEvent
  | ActorEvent
  | CommitEvent
  | CommitFailedEvent
  | FileDamagedEvent
  | LeaderChangedEvent
  | CodeDiffersEvent
  | MessageDroppedEvent
  | ConsoleEvent
  | ClockEvent
  | HostWatchEvent
  | DiskEvent
  | FilesReplacedEvent;

interface Reported {
  /** When it happened, by the host's clock: ms since the epoch. */
  readonly time: number;
}

/** The actor that an event is about. */
export interface ActorRef {
  /** The namespace's `uniqueKey`; the class's name where the namespace is ephemeral. */
  readonly namespace: string;
  readonly className: string;
  /** 64 hex digits; any string in an ephemeral namespace. */
  readonly actorId: string;
  /** The name that the id was made from, where it is known. */
  readonly actorName: string | null;
}

export type AlarmEvent = Reported &
  ActorRef & {
    /** The time that the alarm was set for: ms since the epoch. */
    readonly scheduledTime: number;
  } & (
    | { readonly type: "alarm-set" }
    | { readonly type: "alarm-replaced"; readonly previousTime: number }
    | { readonly type: "alarm-deleted" }
    /** The handler is about to be called. `retryCount` is that of `alarmInfo`. */
    | { readonly type: "alarm-fired"; readonly retryCount: number }
    | { readonly type: "alarm-succeeded" }
    | {
        readonly type: "alarm-failed";
        readonly error: ReportedError;
        /** When it is tried again: ms since the epoch; null when it is not. */
        readonly retryAt: number | null;
        readonly retryCount: number;
        /** Whether this failure counts against the limit of six retries. */
        readonly counted: boolean;
      }
    | { readonly type: "alarm-abandoned"; readonly error: ReportedError | null }
    /** The actor's own record named another time: the scheduler follows it. */
    | { readonly type: "alarm-canceled"; readonly actualTime: number | null }
  );

export type ActorEvent = Reported &
  ActorRef &
  (
    | { readonly type: "actor-started" }
    | { readonly type: "actor-evicted" }
    | { readonly type: "actor-broken"; readonly error: ReportedError }
  );

/** A commit is durable. */
export interface CommitEvent extends Reported {
  readonly type: "commit";
  readonly disk: string;
  readonly bytes: number;
  readonly files: number;
}

/** A commit failed: the actors of these files are reset. */
export interface CommitFailedEvent extends Reported {
  readonly type: "commit-failed";
  readonly disk: string;
  readonly error: ReportedError;
  readonly paths: readonly string[];
}

/**
 * The browser has taken a disk away: its database was closed or deleted, or fails. The actors that
 * run on it are reset, which loses nothing that was acknowledged, and the next call opens it again.
 */
export type DiskEvent = Reported & { readonly disk: string } & (
    | { readonly type: "disk-lost"; readonly error: ReportedError }
    | { readonly type: "disk-reopened" }
  );

/**
 * All files of a server were deleted, or files were put in their places (`server.wipe()`,
 * `server.import()`): the objects concerned were reset, and every alarm is what the files say now.
 */
export interface FilesReplacedEvent extends Reported {
  readonly type: "files-wiped" | "files-imported";
  /** How many files. */
  readonly files: number;
}

/** Whether a host runs the actors of its disk, or passes calls on to the one that does. */
export type HostRole = "leader" | "follower";

/**
 * The disk has another leader than before: this host, which has taken it over, or the host of
 * another tab. Calls that were under way have failed with `retryable` true; new ones go to the new
 * leader, or wait for it.
 */
export interface LeaderChangedEvent extends Reported {
  readonly type: "leader-changed";
  readonly disk: string;
  /** What this host is from now on. */
  readonly role: HostRole;
}

/** Which code a host was given. */
export interface CodeIdentity {
  /** The worker's name in the configuration. */
  readonly name: string;
  /** Of the code and the configuration: SHA-256, in hex. */
  readonly hash: string;
}

/** The leader of the disk was given other code or another configuration: it is the leader's that runs. */
export interface CodeDiffersEvent extends Reported {
  readonly type: "code-differs";
  readonly disk: string;
  readonly own: CodeIdentity;
  readonly leader: CodeIdentity;
}

/** Something that is no message of tabd's, or not of this version, came from another tab. */
export interface MessageDroppedEvent extends Reported {
  readonly type: "message-dropped";
  readonly disk: string;
  readonly reason: string;
}

/** The content of a file differs from what was written. Its bytes are not changed. */
export interface FileDamagedEvent extends Reported {
  readonly type: "file-damaged";
  readonly disk: string;
  readonly path: string;
  readonly error: ReportedError;
}

/**
 * The host has not answered its page for so long that something is wrong: the user's code runs an
 * endless loop, say. The page reports it, by its own clock, and may offer `kill()`.
 */
export type HostWatchEvent = Reported &
  (
    | {
        readonly type: "host-unresponsive";
        /** For how long, in ms. */
        readonly silence: number;
      }
    /** It answers again. */
    | { readonly type: "host-responsive" }
  );

/** A line that the user's code wrote to the console. */
export interface ConsoleEvent extends Reported {
  readonly type: "console";
  readonly level: "debug" | "log" | "info" | "warn" | "error";
  /** The arguments as text, joined as a console would. */
  readonly text: string;
  /** The actor whose event was running, where it is known. */
  readonly actor: ActorRef | null;
}

export interface ClockEvent extends Reported {
  readonly type: "clock-changed";
  readonly clock: ClockState;
}

export type ClockState =
  | { readonly mode: "real" }
  | { readonly mode: "frozen"; readonly now: number }
  /** `rate` ms of the host's time pass in one real ms; `now` is the host's time when it was set. */
  | { readonly mode: "rated"; readonly now: number; readonly rate: number };

/** An error in words: what crosses to the page with an event. */
export interface ReportedError {
  readonly name: string;
  readonly message: string;
  /** Without the frames of tabd itself, as far as the worker's own are in it. */
  readonly stack?: string | undefined;
}

/** The words of any thrown value. */
export function reportedError(error: unknown): ReportedError {
  try {
    if (!(error instanceof Error)) return { name: "Error", message: String(error) };
    const stack: unknown = error.stack;
    return {
      name: String(error.name),
      message: String(error.message),
      stack: typeof stack === "string" ? stackOfWorker(stack) : undefined,
    };
  } catch {
    return { name: "Error", message: "what was thrown cannot be told: it throws when it is read" };
  }
}
