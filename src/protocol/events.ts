import { stackOfWorker } from "../rpc/stack.ts";

/**
 * An event of a host: a plain object that structured clone can copy. Timeline, inspector and tests
 * use only these events.
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
  /** The name from which the id was made, if it is known. */
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
    /** The actor's own record has another time, which the scheduler adopts. */
    | { readonly type: "alarm-canceled"; readonly actualTime: number | null }
  );

export type ActorEvent = Reported &
  ActorRef &
  (
    | { readonly type: "actor-started" }
    | { readonly type: "actor-evicted" }
    | { readonly type: "actor-broken"; readonly error: ReportedError }
    /** A method is about to run; `fetch` for a request. Only test tools get this event. */
    | { readonly type: "actor-called"; readonly method: string }
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
 * The browser closed or deleted the disk's database, or the database fails. The actors of the disk
 * are reset, which loses no acknowledged write. The next call opens the disk again.
 */
export type DiskEvent = Reported & { readonly disk: string } & (
    | { readonly type: "disk-lost"; readonly error: ReportedError }
    | { readonly type: "disk-reopened" }
  );

/**
 * All files of a server were deleted (`server.wipe()`), or files were stored (`server.import()`).
 * The affected objects were reset, and their alarms are those of the files.
 */
export interface FilesReplacedEvent extends Reported {
  readonly type: "files-wiped" | "files-imported";
  /** How many files. */
  readonly files: number;
}

/** A leader runs the actors of its disk; a follower forwards calls to the leader. */
export type HostRole = "leader" | "follower";

/**
 * The disk has a new leader: this host or another one. Calls in progress have failed with
 * `retryable` true. New calls go to the new leader, or wait for it.
 */
export interface LeaderChangedEvent extends Reported {
  readonly type: "leader-changed";
  readonly disk: string;
  /** The role of this host from now on. */
  readonly role: HostRole;
}

/** The code of a host. */
export interface CodeIdentity {
  /** The worker's name in the configuration. */
  readonly name: string;
  /** Of the code and the configuration: SHA-256, in hex. */
  readonly hash: string;
}

/** The disk's leader has different code or configuration than this host. The leader's code runs. */
export interface CodeDiffersEvent extends Reported {
  readonly type: "code-differs";
  readonly disk: string;
  readonly own: CodeIdentity;
  readonly leader: CodeIdentity;
}

/** Another tab sent a message that is not tabd's, or is of another version; it was dropped. */
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
 * The host has not answered its page for too long, for example because the user's code runs an
 * endless loop. The page reports this, by its own clock; `kill()` ends the host.
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
  /** The actor whose event was running, if it is known. */
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

/** The text of an error, as an event has it. */
export interface ReportedError {
  readonly name: string;
  readonly message: string;
  /** Without tabd's own frames, if it has frames of the worker. */
  readonly stack?: string | undefined;
}

/** The name, message and stack of any thrown value. */
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
    return { name: "Error", message: "the thrown value cannot be described: reading it throws" };
  }
}
